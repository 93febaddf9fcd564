import { join, relative } from "node:path";
import { DataDockerRegistryImage } from "@cdktf/provider-docker/lib/data-docker-registry-image";
import { App, DataResource, type LocalExecProvisioner, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { contentHash } from "./content-hash";
import type { Repository } from "./repository";

/** A login to the registry, as Terraform expressions. Ephemeral values stay out of state and plan. */
export interface RegistryLogin {
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

export interface ImageProps {
  /** Where the image is pushed to. */
  readonly repository: Pick<Repository, "url">;
  readonly login: RegistryLogin;
  /** Build context. */
  readonly directory: string;
  /** Below the directory. */
  readonly dockerfile: string;
  /** Environment variables of the machine that builds, which the build mounts as secrets, by the secret's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Processor that the image is built for. */
  readonly architecture: "ARM64" | "X86_64";
  readonly buildArguments: Readonly<Record<string, string>>;
}

const PLATFORMS = { ARM64: "linux/arm64", X86_64: "linux/amd64" } as const;
const TAG_LENGTH = 16;
const SCRIPT = join(__dirname, "push-image.sh");

/**
 * Builds an image and pushes it when the registry does not have it. The tag is a hash of what the image is made from, so an
 * unchanged tree plans no change on any machine, and an older tree finds its image and builds nothing.
 *
 * Not docker_image and docker_registry_image: docs/decisions/0072 has the reasons.
 */
export class Image extends Construct {
  /** `repository@sha256:…`: names one image for ever, whatever happens to tags. */
  readonly reference: string;
  readonly digest: string;
  readonly tag: string;

  constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id);
    const { repository, login, directory, dockerfile, secrets, architecture, buildArguments } = props;
    const platform = PLATFORMS[architecture];
    const hash = contentHash(directory, { ...buildArguments, platform, dockerfile });
    this.tag = hash.slice(0, TAG_LENGTH);
    const name = `${repository.url}:${this.tag}`;
    const pushed = new DataResource(this, "Push", {
      triggersReplace: { image: name, platform },
      provisioners: [
        // A step of its own, since Terraform hides the output of one that has an ephemeral value.
        this.step("login", { REGISTRY: login.address, LOGIN_USER: login.user, LOGIN_PASSWORD: login.password }),
        this.step("push", {
          ...buildArguments,
          REGISTRY: repository.url,
          IMAGE: name,
          CONTEXT: this.fromStackDirectory(directory),
          DOCKERFILE: dockerfile,
          PLATFORM: platform,
          BUILD_ARGUMENTS: Object.keys(buildArguments).join(" "),
          SECRETS: Object.entries(secrets)
            .map(([id, variable]) => `${id}=${variable}`)
            .join(" "),
        }),
      ],
    });
    const found = new DataDockerRegistryImage(this, "Pushed", { name, dependsOn: [pushed] });
    this.digest = found.sha256Digest;
    this.reference = `${repository.url}@${this.digest}`;
  }

  private step(step: "login" | "push", environment: Record<string, string>): LocalExecProvisioner {
    const command = `"$SCRIPT" ${step}`;
    return { type: "local-exec", command, environment: { ...environment, SCRIPT: this.fromStackDirectory(SCRIPT) } };
  }

  /** Terraform runs in the stack's own output directory; a relative path keeps machine paths out of the JSON. */
  private fromStackDirectory(path: string): string {
    const stackDirectory = join(App.of(this).outdir, "stacks", TerraformStack.of(this).node.id);
    return relative(stackDirectory, path);
  }
}
