import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import type { Construct } from "constructs";
import { LIMITS } from "../aws/limits";
import { Image, type RegistryLogin } from "../constructs/registry/image";
import { Repository } from "../constructs/registry/repository";
import { Ephemeral } from "../constructs/secrets/ephemeral";
import type { Environment } from "../environments";
import { EnvironmentStack } from "./environment-stack";
import { checkProjectSite } from "./project-site";

const PROJECT = join(__dirname, "..");
const IMAGE_DIRECTORY = join(PROJECT, "image");

/** Builds the WordPress image on the machine that deploys, and pushes it to ECR. */
export class ImageStack extends EnvironmentStack {
  readonly image: Image;
  readonly repository: Repository;

  constructor(scope: Construct, environment: Environment, keyArn: string | undefined) {
    super(scope, { environment, name: "image" });
    const { protectData, service, image } = environment;
    checkProjectSite();
    const login = this.ecrLogin();
    this.repository = new Repository(this, "Repository", {
      name: this.physicalName(LIMITS.repository),
      keepImages: image.keepImages,
      forceDelete: !protectData,
      kmsKeyArn: keyArn,
    });
    this.image = new Image(this, "Image", {
      repository: this.repository,
      login,
      directory: PROJECT,
      // Only a builder with secrets reads the other one, which differs in the line that needs them.
      dockerfile: image.composerAuth ? "image/Dockerfile.secret" : "image/Dockerfile",
      secrets: image.composerAuth ? { composer_auth: "COMPOSER_AUTH" } : {},
      architecture: service.architecture,
      buildArguments: { ...versions(), WORDPRESS_SOURCE: image.wordpressSource },
    });
    this.output("RepositoryUrl", this.repository.url, "ECR repository");
    this.output("ImageDigest", this.image.digest, "Digest of the image that tasks run");
  }

  /** The token lives for twelve hours, so it stays out of the state: an ephemeral resource, not a data source. */
  private ecrLogin(): RegistryLogin {
    const token = new Ephemeral(this, "EcrLogin", "aws_ecr_authorization_token", {});
    const login = {
      address: `\${${token.expression("proxy_endpoint")}}`,
      user: `\${${token.expression("user_name")}}`,
      password: `\${${token.expression("password")}}`,
    };
    new DockerProvider(this, "docker", {
      registryAuth: [{ address: login.address, username: login.user, password: login.password }],
      // It only asks the registry; a plan needs no Docker.
      disableDockerDaemonCheck: true,
    });
    return login;
  }
}

/** Versions and hashes of what the image is made from, as build arguments. */
function versions(): Record<string, string> {
  return JSON.parse(readFileSync(join(IMAGE_DIRECTORY, "versions.json"), "utf8"));
}
