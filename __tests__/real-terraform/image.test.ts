import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Image } from "../../constructs/registry/image";
import { Ephemeral } from "../../constructs/secrets/ephemeral";
import { Doubles } from "../../rehearsal/provider-double/doubles";
import { ImageStore } from "../../rehearsal/provider-double/image-store";
import { childEnvironment } from "../../rehearsal/run/child-environment";
import { readStacks } from "../../rehearsal/run/stacks";
import { World } from "../../rehearsal/world";

const PROJECT = join(__dirname, "../..");

let directory: string;
let images: ImageStore;
let doubles: Doubles;
let world: World;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "img-"));
  mkdirSync(join(directory, "context"));
  images = new ImageStore(join(directory, "images"));
  world = new World();
  doubles = new Doubles({
    projectDirectory: PROJECT,
    socketDirectory: join(directory, "s"),
    inventory: world.inventory,
    secrets: world.secrets,
    images,
  });
});
afterEach(async () => {
  await doubles.close();
  rmSync(directory, { recursive: true });
});

/** Synthesizes a repository and the image that its Dockerfile makes, beside the state of the last time. */
async function synth(dockerfile: string): Promise<void> {
  writeFileSync(join(directory, "context", "Dockerfile"), dockerfile);
  const outdir = join(directory, "out");
  const app = new App({ outdir });
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
    directory: join(directory, "context"),
    dockerfile: "Dockerfile",
    secrets: {},
    buildArguments: {},
    architecture: "X86_64",
  });
  new TerraformOutput(stack, "Digest", { value: image.digest });
  stack.addOverride("terraform.backend", { local: { path: join(directory, "terraform.tfstate") } });
  app.synth();
  await doubles.serve(readStacks(outdir).map(({ json }) => json));
}

async function terraform(...args: string[]): Promise<{ code: number; output: string }> {
  const env = childEnvironment({
    directory: join(directory, "settings"),
    doubles: { ...doubles.environment, ...images.environment },
  });
  const cwd = join(directory, "out", "stacks", "image");
  const { code, output } = await world.processes.run("terraform", args, { cwd, env });
  return { code: code ?? -1, output };
}

async function apply(): Promise<string> {
  await terraform("init", "-input=false");
  const { code, output } = await terraform("apply", "-auto-approve", "-input=false", "-no-color");
  expect(output).toContain("Apply complete!");
  expect(code).toBe(0);
  return output;
}

const plan = () => terraform("plan", "-detailed-exitcode", "-input=false", "-no-color");
const digest = async () => JSON.parse((await terraform("output", "-json")).output).Digest.value as string;

/** A new machine has none of the images that were built. */
function moveToNewMachine(): void {
  const folder = join(directory, "images");
  for (const file of readdirSync(folder)) if (file.startsWith("built")) rmSync(join(folder, file));
}
const built = () => readdirSync(join(directory, "images")).filter((file) => file.startsWith("built"));

test("an older tree finds its image: it builds nothing, and the digest is the one of before", async () => {
  await synth("FROM a\n");
  await apply();
  const first = await digest();
  await synth("FROM b\n");
  await apply();
  expect(await digest()).not.toBe(first);
  moveToNewMachine();
  await synth("FROM a\n");
  expect(await apply()).toContain("nothing to build");
  expect(built()).toEqual([]);
  expect(await digest()).toBe(first);
  await synth("FROM b\n");
  expect(await apply()).toContain("nothing to build");
});

test("an unchanged tree plans no change on a new machine", async () => {
  await synth("FROM a\n");
  await apply();
  expect((await plan()).output).toContain("No changes");
  moveToNewMachine();
  const { code, output } = await plan();
  expect(output).toContain("No changes");
  expect(code).toBe(0);
});

test("a run that died between the push and the state can be repeated", async () => {
  await synth("FROM a\n");
  await apply();
  const first = await digest();
  const { output } = await terraform("state", "list");
  const push = output.split("\n").find((line) => line.startsWith("terraform_data.")) ?? "";
  expect((await terraform("state", "rm", push)).code).toBe(0);
  moveToNewMachine();
  expect(await apply()).toContain("nothing to build");
  expect(await digest()).toBe(first);
});

test("the plan of a change needs no image of it, and the login's password is nowhere in state or output", async () => {
  await synth("FROM a\n");
  const applied = await apply();
  await synth("FROM b\n");
  const { code, output } = await plan();
  expect(code).toBe(2);
  expect(output).toContain("Digest = ");
  expect(output).toContain("(known after apply)");
  const { output: state } = await terraform("state", "pull");
  expect(state).not.toMatch(/password/i);
  expect(applied).toContain("output suppressed due to ephemeral value");
});
