import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findDrift } from "../../drift/drift";
import { refreshByTerraform } from "../../drift/terraform";
import { loadEnvironment } from "../../environments";
import { findProviderMirror } from "../../setup/aws-provider/mirror";
import { type SynthesizedStack, synthApp } from "../support/synth-app";
import { AwsOnMoto } from "./support/aws-on-moto";
import { addedBy, expectedIn, STACK_ORDER } from "./support/real-provider";

const mirror = findProviderMirror();
if (mirror === undefined) console.warn("no mirror of hashicorp/aws found: nothing is applied to moto");

/** The provider waits by the clock for database and load balancer, some four minutes in all. */
const APPLY_MILLISECONDS = 900_000;

/** What moto takes and does not give back. */
const FORGOTTEN_BY_MOTO = new Set([
  "aws_db_parameter_group parameter",
  "aws_ecs_service capacity_provider_strategy",
  "aws_vpc_security_group_egress_rule description",
  "aws_vpc_security_group_ingress_rule description",
]);

/** A stack that was just applied is as Terraform left it, until somebody changes a resource of it. */
async function expectDriftIsFound(aws: AwsOnMoto, stacks: Record<string, SynthesizedStack>) {
  const { provider } = aws;
  const refresh = refreshByTerraform(join(provider.directory, "unused"), () => false, provider.environment);
  const asked = STACK_ORDER.slice(1).map((short) => {
    const directory = join(provider.directory, (stacks[short] as SynthesizedStack).name);
    const json = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8"));
    return { name: short, dependencies: [], file: "", directory, json };
  });
  const found = await findDrift(asked, refresh, () => undefined);
  expect(found.filter(({ state }) => state === "failed" || state === "not deployed")).toEqual([]);
  const drifted = found.flatMap((one) => (one.state === "drifted" ? one.resources : []));
  const changes = drifted.flatMap(({ address, paths }) => paths.map((path) => `${address.split(".")[0]} ${path}`));
  expect(changes.filter((change) => !FORGOTTEN_BY_MOTO.has(change))).toEqual([]);
  const { values } = JSON.parse(await provider.terraform(stacks.network?.name ?? "", "show", "-json"));
  const vpc = values.root_module.resources.find(({ type }: { type: string }) => type === "aws_vpc");
  await aws.ec2({
    Action: "CreateTags",
    "ResourceId.1": vpc.values.id,
    "Tag.1.Key": "Owner",
    "Tag.1.Value": "somebody",
  });
  expect((await findDrift(asked.slice(0, 1), refresh, () => undefined))[0]).toEqual({
    ...{ stack: "network", state: "drifted" },
    resources: [{ address: vpc.address, how: "changed", paths: ["tags.Owner"] }],
  });
}

describe.skipIf(mirror === undefined)("dev applied to moto by the real hashicorp/aws", () => {
  test("every stack comes up in order, with all that moto knows, and drifts only when somebody changes it", {
    timeout: APPLY_MILLISECONDS,
  }, async () => {
    const stacks = await synthApp(await loadEnvironment("dev"));
    // In the test itself: a second try begins with an account in which nothing is left of the first.
    const aws = await AwsOnMoto.start(mirror as string);
    try {
      for (const short of STACK_ORDER) {
        const stack = stacks[short] as SynthesizedStack;
        await aws.provider.add(stack);
        const output = await aws.provider.terraform(stack.name, "apply", "-auto-approve", "-input=false", "-json");
        expect(addedBy(output)).toBe(expectedIn(stack));
      }
      await expectDriftIsFound(aws, stacks);
    } finally {
      aws.stop();
    }
  });
});
