import { addressPlanProblems, type SubnetTier } from "../../../aws/network/address-plan";
import { overlaps, parseCidr } from "../../../aws/network/cidr";
import { hasZone, partitionOf } from "../../../aws/partitions";
import type { Problem } from "../problems";
import type { Environment } from "../sections";
import { type CrossCheck, when } from "./cross-check";

/** Whether tasks run in subnets that the internet does not reach. */
export function hasPrivateTasks({ nat, interfaceEndpoints, existing }: Environment["network"]): boolean {
  return existing === undefined ? nat !== "none" || interfaceEndpoints : existing.privateSubnetIds.length > 0;
}

/** Settings that describe a new VPC, each with what it is when nobody has said anything. */
const OF_A_NEW_VPC = [
  ["availabilityZones", ({ availabilityZones }) => availabilityZones.length > 0],
  ["subnets", ({ subnets }) => subnets !== undefined],
  ["reservedCidrs", ({ reservedCidrs }) => reservedCidrs.length > 0],
  ["nat", ({ nat }) => nat !== "none"],
  ["interfaceEndpoints", ({ interfaceEndpoints }) => interfaceEndpoints],
] as const satisfies readonly (readonly [keyof Environment["network"], (network: Environment["network"]) => boolean])[];

export const networkChecks: readonly CrossCheck[] = [
  when(["network"], ({ network }) => [
    network.existing === undefined &&
      network.availabilityZones.length === 0 && {
        path: "network.availabilityZones",
        rule: "is required, unless network.existing names a VPC",
      },
    ...OF_A_NEW_VPC.map(
      ([name, isSaid]) =>
        network.existing !== undefined &&
        isSaid(network) && {
          path: `network.${name}`,
          rule: "must be left out with network.existing, whose VPC is as it is",
          value: network[name],
        },
    ),
    ...(["publicSubnetIds", "privateSubnetIds", "isolatedSubnetIds"] as const).map((tier) => {
      const ids = network.existing?.[tier] ?? [];
      return (
        new Set(ids).size < ids.length && {
          path: `network.existing.${tier}`,
          rule: "must name each subnet once",
          value: ids,
        }
      );
    }),
  ]),
  when(["network", "region"], ({ network, region }) => [
    network.interfaceEndpoints &&
      partitionOf(region).name === "aws-cn" && {
        path: "network.interfaceEndpoints",
        rule: `must be false in ${region}: the endpoints of some services have other names in China`,
        value: true,
      },
  ]),
  when(["network", "cdn"], ({ network, cdn }) => [
    cdn !== undefined &&
      network.interfaceEndpoints &&
      network.nat === "none" && {
        path: "network.nat",
        rule: "must lead to the internet with cdn: CloudFront's API, by which pages are purged, has no endpoint",
        value: network.nat,
      },
  ]),
  when(["region", "network"], ({ region, network }) =>
    network.availabilityZones.map(
      (zone, index) =>
        !hasZone(region, zone) && {
          path: `network.availabilityZones.${index}`,
          rule: `must be a zone of region ${region}`,
          value: zone,
        },
    ),
  ),
  when(["network"], ({ network }) => [
    new Set(network.availabilityZones).size < network.availabilityZones.length && {
      path: "network.availabilityZones",
      rule: "must name each zone once",
      value: network.availabilityZones,
    },
  ]),
  when(["network"], ({ network }) =>
    network.reservedCidrs.map(
      (reserved, index) =>
        overlaps(parseCidr(network.cidr), parseCidr(reserved)) && {
          path: `network.reservedCidrs.${index}`,
          rule: `must not overlap the VPC's ${network.cidr}`,
          value: reserved,
        },
    ),
  ),
  when(["network"], subnetProblems),
];

function subnetProblems({ network }: Pick<Environment, "network">): Problem[] {
  if (network.subnets === undefined) return [];
  const zones = network.availabilityZones.length;
  const tiers: SubnetTier[] = hasPrivateTasks(network) ? ["public", "private", "isolated"] : ["public", "isolated"];
  const counts = tiers.map((tier) => ({ tier, count: network.subnets?.[tier].length ?? 0 }));
  return [
    ...counts
      .filter(({ count }) => count !== zones)
      .map(({ tier, count }) => ({
        path: `network.subnets.${tier}`,
        rule: `must have one block for each of the ${zones} Availability Zones`,
        value: count,
      })),
    ...addressPlanProblems(network.cidr, network.subnets).map((rule) => ({ path: "network.subnets", rule })),
  ];
}
