import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadEnvironment } from "../../environments";
import type { Environment } from "../../environments/schema/sections";
import { Moto } from "../../rehearsal/state-backend/moto";
import { environmentWith, type SynthesizedStack, synthApp } from "../support/synth-app";
import { RealProvider } from "./support/real-provider";

const mirror = RealProvider.mirror();
if (mirror === undefined) {
  console.warn(
    "no mirror of hashicorp/aws found (TF_PROVIDER_MIRROR, Terraform's own directories, a search): suite skipped",
  );
}

const ORDER = ["state", "network", "data", "image", "service"];

const onInstances = () =>
  environmentWith(
    {
      protectData: false,
      network: { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "single", flowLogs: {} },
      service: {
        architecture: "ARM64",
        capacity: { type: "ec2", instanceTypes: ["m7g.large", "m6g.large"], spotPercentAboveBase: 50 },
        scaling: { minTasks: 1, maxTasks: 3, requestsPerTaskTarget: 500 },
      },
    },
    "instances",
  );

/** Resources that a plan in JSON creates, changes or removes. */
function changes(plan: string): string[] {
  const { resource_changes = [] } = JSON.parse(plan);
  return resource_changes
    .filter(({ change }: { change: { actions: string[] } }) =>
      change.actions.some((action) => action !== "no-op" && action !== "read"),
    )
    .map(({ address }: { address: string }) => address);
}

const environments: [string, () => Environment | Promise<Environment>][] = [
  ["dev", () => loadEnvironment("dev")],
  ["production", () => loadEnvironment("production")],
  ["an environment on EC2 instances", onInstances],
];

describe.skipIf(mirror === undefined).each(environments)("%s under the real hashicorp/aws", (label, load) => {
  let provider: RealProvider;
  let moto: Moto;
  let logs: string;
  let stacks: Record<string, SynthesizedStack>;

  beforeAll(async () => {
    const environment = await load();
    stacks = synthApp(environment);
    logs = mkdtempSync(join(tmpdir(), "moto-log-"));
    moto = await Moto.start({
      projectDirectory: process.cwd(),
      logFile: join(logs, "moto.log"),
      accountId: environment.account,
    });
    provider = new RealProvider(mirror as string, moto.endpoint);
    for (const short of ORDER) await provider.add(stacks[short] as SynthesizedStack);
  });
  afterAll(() => {
    provider?.remove();
    moto?.stop();
    if (logs !== undefined) rmSync(logs, { recursive: true });
  });

  const nameOf = (short: string) => stacks[short]?.name ?? short;

  test.each(ORDER)("the %s stack is valid", async (short) => {
    const verdict = JSON.parse(await provider.terraform(nameOf(short), "validate", "-json"));
    expect(verdict.diagnostics.filter(({ severity }: { severity: string }) => severity === "error")).toEqual([]);
    expect(verdict.valid).toBe(true);
  });

  test("every stack plans, and what moto can hold is applied and then plans no change", async () => {
    for (const short of ORDER) {
      const name = nameOf(short);
      await provider.terraform(name, "plan", "-input=false", "-out=first.plan");
      const planned = changes(await provider.terraform(name, "show", "-json", "first.plan"));
      expect(planned.length).toBeGreaterThan(0);
      if (short === "service" && label !== "dev") continue;
      await provider.terraform(name, "apply", "-input=false", "first.plan");
    }
  });
});
