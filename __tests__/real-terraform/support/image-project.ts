import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { Image } from "../../../constructs/registry/image";
import { Ephemeral } from "../../../constructs/secrets/ephemeral";
import { LoopbackRegistry } from "../../../rehearsal/effects/images/loopback-registry";
import { pushedImages } from "../../../rehearsal/effects/images/pushed";
import { repositories } from "../../../rehearsal/effects/images/repository";
import { LocalNotes } from "../../../rehearsal/effects/local-notes";
import { Doubles } from "../../../rehearsal/provider-double/doubles";
import { ImageStore } from "../../../rehearsal/provider-double/image-store";
import { childEnvironment } from "../../../rehearsal/run/child-environment";
import { readStacks } from "../../../rehearsal/run/stacks";
import { World } from "../../../rehearsal/world";

const PROJECT = join(__dirname, "../../..");

/** Who builds, and who reads the registry. */
export interface Way {
  /** The docker command: a stand-in that builds nothing, or this machine's with a registry on loopback. */
  readonly docker: "stand-in" | "engine";
  readonly provider: "double" | "real";
}

/** A stack with a repository and an image, its state, and what Terraform needs to deploy it. */
export class ImageProject {
  private readonly world = new World();
  private readonly images: ImageStore;
  private readonly doubles: Doubles;

  private constructor(
    private readonly directory: string,
    private readonly way: Way,
    private readonly registry: LoopbackRegistry | undefined,
  ) {
    const { inventory, secrets, processes } = this.world;
    this.images = new ImageStore(join(directory, "images"));
    this.doubles = new Doubles({
      projectDirectory: PROJECT,
      socketDirectory: join(directory, "s"),
      inventory,
      secrets,
      images: this.images,
      effects: registry && [
        ...repositories(registry.address),
        pushedImages({ registry, processes, notes: new LocalNotes() }),
      ],
      real: way.provider === "real" ? ["docker"] : [],
    });
  }

  static async open(way: Way): Promise<ImageProject> {
    const directory = mkdtempSync(join(tmpdir(), "img-"));
    mkdirSync(join(directory, "context"));
    const registry = way.docker === "engine" ? await LoopbackRegistry.start(join(directory, "registry")) : undefined;
    return new ImageProject(directory, way, registry);
  }

  async close(): Promise<void> {
    await this.doubles.close();
    this.moveToNewMachine();
    await this.registry?.close();
    rmSync(this.directory, { recursive: true });
  }

  /** Synthesizes a repository and the image of a file with this content, on the state of the last time. */
  async synth(content: string): Promise<void> {
    writeFileSync(join(this.directory, "context", "Dockerfile"), "FROM scratch\nCOPY content /content\n");
    writeFileSync(join(this.directory, "context", "content"), content);
    const outdir = join(this.directory, "out");
    const app = new App({ outdir });
    this.stack(app);
    app.synth();
    await this.doubles.serve(readStacks(outdir).map(({ json }) => json));
  }

  async terraform(...args: string[]): Promise<{ code: number; output: string }> {
    const docker = this.registry ? { BUILD_HERE: "1" } : this.images.environment;
    const env = childEnvironment({
      directory: join(this.directory, "settings"),
      doubles: { ...this.doubles.environment, ...docker },
      mirror: this.way.provider === "real" ? process.env.TF_PROVIDER_MIRROR : undefined,
    });
    const cwd = join(this.directory, "out", "stacks", "image");
    const { code, output } = await this.world.processes.run("terraform", args, { cwd, env });
    return { code: code ?? -1, output };
  }

  /** @throws with Terraform's words when it fails */
  async apply(): Promise<string> {
    const initialized = await this.terraform("init", "-input=false", "-no-color");
    if (initialized.code !== 0) throw new Error(initialized.output);
    const { code, output } = await this.terraform("apply", "-auto-approve", "-input=false", "-no-color");
    if (code !== 0) throw new Error(output);
    return output;
  }

  plan(): Promise<{ code: number; output: string }> {
    return this.terraform("plan", "-detailed-exitcode", "-input=false", "-no-color");
  }

  async digest(): Promise<string> {
    return JSON.parse((await this.terraform("output", "-json")).output).Digest.value;
  }

  /** A new machine has none of the images that were built. */
  moveToNewMachine(): void {
    const built = this.built();
    if (this.registry === undefined) for (const file of built) rmSync(join(this.directory, "images", file));
    else if (built.length > 0) execFileSync("docker", ["image", "rm", "--force", ...built], { stdio: "pipe" });
  }

  /** The images that were built and are on this machine. */
  built(): string[] {
    if (this.registry === undefined) {
      const { REHEARSED_IMAGES: images = "" } = this.images.environment;
      return readdirSync(images).filter((file) => file.startsWith("built"));
    }
    const format = ["--format", "{{.Repository}}:{{.Tag}}"];
    const found = execFileSync("docker", ["images", ...format, `${this.registry.address}/site`], { encoding: "utf8" });
    return found.split("\n").filter((line) => line !== "");
  }

  private stack(app: App): void {
    const stack = new TerraformStack(app, "image");
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    const token = new Ephemeral(stack, "Login", "aws_ecr_authorization_token", {});
    const of = (attribute: string) => `\${${token.expression(attribute)}}`;
    const login = { address: of("proxy_endpoint"), user: of("user_name"), password: of("password") };
    new DockerProvider(stack, "docker", {
      registryAuth: [{ address: login.address, username: login.user, password: login.password }],
      disableDockerDaemonCheck: true,
    });
    const repository = new EcrRepository(stack, "Repository", { name: "site", imageTagMutability: "IMMUTABLE" });
    const image = new Image(stack, "Image", {
      repository: { url: repository.repositoryUrl },
      login,
      directory: join(this.directory, "context"),
      dockerfile: "Dockerfile",
      secrets: {},
      buildArguments: {},
      architecture: "X86_64",
    });
    new TerraformOutput(stack, "Digest", { value: image.digest });
    stack.addOverride("terraform.backend", { local: { path: join(this.directory, "terraform.tfstate") } });
  }
}
