import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ImageProject, type Way } from "./support/image-project";

const hasDocker = spawnSync("docker", ["version"]).status === 0;
/** Whether Terraform's registry answers, which has the docker provider. */
const hasRegistry = fetch("https://registry.terraform.io/.well-known/terraform.json", {
  signal: AbortSignal.timeout(5000),
}).then(
  ({ ok }) => ok,
  () => false,
);

const WAYS: readonly Way[] = [
  { docker: "stand-in", provider: "double" },
  { docker: "engine", provider: "double" },
  { docker: "engine", provider: "real" },
];

describe.each(WAYS)("with docker: $docker, docker provider: $provider", (way) => {
  let project: ImageProject | undefined;
  beforeEach(async ({ skip }) => {
    if (way.docker === "engine" && !hasDocker) skip("Docker does not answer");
    if (way.provider === "real" && !(await hasRegistry)) skip("registry.terraform.io does not answer");
    project = await ImageProject.open(way);
  });
  afterEach(async () => {
    await project?.close();
    project = undefined;
  });
  const opened = () => project as ImageProject;

  test("an older tree finds its image: it builds nothing, and the digest is the same", async () => {
    const project = opened();
    await project.synth("a");
    await project.apply();
    const first = await project.digest();
    await project.synth("b");
    await project.apply();
    expect(await project.digest()).not.toBe(first);
    project.moveToNewMachine();
    await project.synth("a");
    expect(await project.apply()).toContain("nothing to build");
    expect(await project.digest()).toBe(first);
    await project.synth("b");
    expect(await project.apply()).toContain("nothing to build");
  });

  test("an unchanged tree plans no change, on this machine and on a new one", async () => {
    const project = opened();
    await project.synth("a");
    await project.apply();
    expect((await project.plan()).output).toContain("No changes");
    project.moveToNewMachine();
    const { code, output } = await project.plan();
    expect(output).toContain("No changes");
    expect(code).toBe(0);
  });

  test("a run that died between the push and the state can be repeated", async () => {
    const project = opened();
    await project.synth("a");
    await project.apply();
    const first = await project.digest();
    const { output } = await project.terraform("state", "list");
    const push = output.split("\n").find((line) => line.startsWith("terraform_data.")) ?? "";
    expect((await project.terraform("state", "rm", push)).code).toBe(0);
    project.moveToNewMachine();
    expect(await project.apply()).toContain("nothing to build");
    expect(await project.digest()).toBe(first);
  });

  test("a change is planned without its image, and no state or output has the password", async () => {
    const project = opened();
    await project.synth("a");
    const applied = await project.apply();
    await project.synth("b");
    const { code, output } = await project.plan();
    expect(code).toBe(2);
    expect(output).toMatch(/Digest += .*\(known after apply\)/);
    expect((await project.terraform("state", "pull")).output).not.toMatch(/password/i);
    expect(applied).toContain("output suppressed due to ephemeral value");
  });
});
