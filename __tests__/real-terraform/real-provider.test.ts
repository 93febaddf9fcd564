import { expect, test } from "vitest";
import { loadEnvironment } from "../../environments";
import type { Environment } from "../../environments/schema/sections";
import { check } from "../../rules/check";
import { planRules } from "../../rules/rules";
import { awsProviderVersions, findProviderMirror } from "../../setup/aws-provider/mirror";
import { objectOf } from "../../terraform/json";
import { type Plan, plannedConfiguration } from "../../terraform/planned";
import { environmentWith, type SynthesizedStack, synthApp } from "../support/synth-app";
import { AwsOnMoto } from "./support/aws-on-moto";
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
      site: {
        title: "Sites",
        adminUser: "admin",
        adminEmail: "admin@example.com",
        multisite: "subdirectory",
        adminGate: { type: "addresses", ipv4: ["203.0.113.0/24"], ipv6: ["2001:db8::/32"] },
      },
      loadBalancer: { waf: "block" },
      service: {
        architecture: "ARM64",
        capacity: {
          type: "ec2",
          instanceTypes: ["m7g.large", "m6g.large"],
          spotPercentAboveBase: 50,
          networkMode: "bridge",
        },
        scaling: { minTasks: 1, maxTasks: 3, requestsPerTaskTarget: 500 },
      },
    },
    "instances",
  );

/** What the rules say of a plan in which each stack is a module, with what the stacks waive. */
function problemsIn(plan: Plan, stacks: Readonly<Record<string, SynthesizedStack>>): string[] {
  const { resource, ...others } = plannedConfiguration(plan);
  const commented = Object.entries(objectOf(resource)).map(([type, named]) => {
    const bodies = Object.entries(objectOf(named)).map(([name, body]) => {
      const [short = "", ...id] = name.split(".");
      const comment = stacks[short]?.resource[type]?.[id.join(".")]?.["//"];
      return [name, { ...objectOf(body), "//": comment }];
    });
    return [type, Object.fromEntries(bodies)];
  });
  const { problems } = check({ together: { ...others, resource: Object.fromEntries(commented) } }, planRules);
  return problems.map(
    ({ rule, resource: { address }, attribute, detail }) => `${rule.id} ${address} ${attribute} ${detail}`,
  );
}

/** Each with the stacks that its options add. */
const environments: [string, () => Environment | Promise<Environment>, readonly string[]][] = [
  ["dev", () => loadEnvironment("dev"), ["schedule"]],
  ["production", () => loadEnvironment("production"), ["edge", "mail", "restore-test", "monitoring", "account"]],
  ["small-production", () => loadEnvironment("small-production"), ["edge", "mail"]],
  ["a network of sites behind a gate on EC2 instances in mode bridge, with Aurora", onInstances, []],
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
      const output = await aws.provider.terraform("together", "plan", "-input=false", "-json", "-out=planned");
      const expected = Object.entries(stacks).map(([short, stack]) => [short, expectedIn(stack)] as const);
      // A stack that an option has left may be there without resources.
      expect(plannedBy(output)).toEqual(Object.fromEntries(expected.filter(([, count]) => count > 0)));
      const plan = JSON.parse(await aws.provider.terraform("together", "show", "-json", "planned"));
      expect(problemsIn(plan, stacks)).toEqual([]);
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
