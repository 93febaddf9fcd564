import { expect, test } from "vitest";
import { loadEnvironment } from "../../environments";
import type { Environment } from "../../environments/schema/sections";
import { environmentWith, type SynthesizedStack, synthApp } from "../support/synth-app";
import { AwsOnMoto } from "./support/aws-on-moto";
import { awsProviderVersions, findProviderMirror } from "./support/provider-mirror";
import { expectedIn, plannedBy, STACK_ORDER } from "./support/real-provider";

const mirror = findProviderMirror();
if (mirror === undefined) {
  console.warn(
    "no mirror of hashicorp/aws found (TF_PROVIDER_MIRROR, Terraform's own directories, a search): suite skipped",
  );
}

const onInstances = () =>
  environmentWith(
    {
      protectData: false,
      cache: { snapshotRetentionDays: 1 },
      database: {
        engine: "aurora-mysql",
        aurora: { readers: 1 },
        monitoringIntervalSeconds: 60,
        snapshotIdentifier: "old",
        proxy: {},
        iamAuthentication: true,
      },
      network: { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "single", flowLogs: {} },
      service: {
        architecture: "ARM64",
        capacity: { type: "ec2", instanceTypes: ["m7g.large", "m6g.large"], spotPercentAboveBase: 50 },
        scaling: { minTasks: 1, maxTasks: 3, requestsPerTaskTarget: 500 },
      },
    },
    "instances",
  );

/** Each with the stacks that its options add. */
const environments: [string, () => Environment | Promise<Environment>, readonly string[]][] = [
  ["dev", () => loadEnvironment("dev"), []],
  ["production", () => loadEnvironment("production"), ["edge", "monitoring", "account"]],
  ["small-production", () => loadEnvironment("small-production"), []],
  ["an environment with EC2 instances and Aurora", onInstances, []],
];

test.skipIf(mirror === undefined).each(environments)(
  "the real hashicorp/aws finds every stack of %s valid and plans every resource",
  async (_, load, more) => {
    const stacks = await synthApp(await load());
    expect(Object.keys(stacks).sort()).toEqual([...STACK_ORDER, ...more].sort());
    const aws = await AwsOnMoto.start(mirror as string);
    try {
      await aws.provider.addTogether(stacks);
      for (const stack of Object.values(stacks)) aws.provider.pretendApplied(stack);
      // Terraform validates before it plans.
      const output = await aws.provider.terraform("together", "plan", "-input=false", "-json");
      const expected = Object.entries(stacks).map(([short, stack]) => [short, expectedIn(stack)]);
      expect(plannedBy(output)).toEqual(Object.fromEntries(expected));
    } finally {
      aws.stop();
    }
  },
);

/** Blocks that the service of a canary has, by the version that brought the younger of them. */
const CANARY_VERSION = "6.21.0";
const version = mirror === undefined ? undefined : awsProviderVersions(mirror).at(-1);
const knowsCanary = version !== undefined && version.localeCompare(CANARY_VERSION, "en", { numeric: true }) >= 0;
if (version !== undefined && !knowsCanary) {
  console.warn(
    `deployment.strategy blue-green and canary need hashicorp/aws ${CANARY_VERSION}, the mirror has ${version}: not validated`,
  );
}

test.skipIf(!knowsCanary)("a service whose deployments shift requests is valid", async () => {
  const { service } = await synthApp(environmentWith({ deployment: { strategy: "canary", alarms: true } }));
  const aws = await AwsOnMoto.start(mirror as string);
  try {
    await aws.provider.add(service as SynthesizedStack);
    const verdict = JSON.parse(await aws.provider.terraform(service?.name ?? "", "validate", "-json"));
    expect(verdict).toMatchObject({ valid: true });
  } finally {
    aws.stop();
  }
});
