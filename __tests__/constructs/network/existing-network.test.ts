// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import { expect, test } from "vitest";
import { ExistingNetwork, type ExistingNetworkProps } from "../../../constructs/network/existing-network";
import { synth } from "../../support/synth";

const VPC = "vpc-0123456789abcdef0";
const subnets = (letter: string, count = 2) =>
  Array.from({ length: count }, (_, index) => `subnet-${letter.repeat(16)}${index}`);

function build(props: Partial<ExistingNetworkProps> = {}) {
  let network: ExistingNetwork | undefined;
  const { parsed } = synth((stack) => {
    network = new ExistingNetwork(stack, "Network", {
      vpcId: VPC,
      publicSubnetIds: subnets("a"),
      privateSubnetIds: subnets("b", 3),
      isolatedSubnetIds: subnets("c"),
      ...props,
    });
  });
  return { parsed, data: parsed.data as Record<string, Record<string, unknown>>, network: network as ExistingNetwork };
}

test("changes nothing: it only looks", () => {
  const { parsed, data } = build();
  expect(parsed.resource).toBeUndefined();
  expect(Object.keys(data).sort()).toEqual(["aws_subnet", "aws_vpc"]);
});

test("its VPC must resolve names, by which tasks find the file system", () => {
  expect(Object.values(build().data.aws_vpc ?? {})).toMatchObject([
    {
      id: VPC,
      lifecycle: { postcondition: [{ condition: "${self.enable_dns_support && self.enable_dns_hostnames}" }] },
    },
  ]);
});

test("each subnet is looked for in the VPC, and those of a tier have to be in two zones", () => {
  const found = Object.entries(build().data.aws_subnet ?? {}) as [string, Record<string, unknown>][];
  expect(found).toHaveLength(7);
  for (const [, subnet] of found) expect(subnet.vpc_id).toMatch(/^\$\{data\.aws_vpc\..+\.id\}$/);
  const checked = found.filter(([, { lifecycle }]) => lifecycle !== undefined);
  expect(checked.map(([, { id }]) => id)).toEqual([subnets("c")[1], subnets("b", 3)[2], subnets("a")[1]]);
  const [, last] = checked[1] ?? [];
  expect(JSON.stringify(last?.lifecycle)).toMatch(
    /length\(distinct\(\[data\.aws_subnet\.\w+Private1\w*\.availability_zone, data\.aws_subnet\.\w+Private2\w*\.availability_zone, self\.availability_zone\]\)\) >= 2/,
  );
});

test("tasks run in the private subnets, and in the public ones when there are none", () => {
  const { network } = build();
  expect(network.tasksArePublic).toBe(false);
  expect(network.taskSubnetIds).toHaveLength(3);
  const alone = build({ privateSubnetIds: [] }).network;
  expect(alone.tasksArePublic).toBe(true);
  expect(alone.taskSubnetIds).toEqual(alone.publicSubnetIds);
});
