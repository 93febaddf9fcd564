import { addressPlanProblems, type SubnetTier } from "../../../aws/network/address-plan";
import { overlaps, parseCidr } from "../../../aws/network/cidr";
import type { Problem } from "../problems";
import type { Environment } from "../sections";
import { type CrossCheck, when } from "./cross-check";

export const networkChecks: readonly CrossCheck[] = [
  when(["region", "network"], ({ region, network }) =>
    network.availabilityZones.map(
      (zone, index) =>
        zone.slice(0, -1) !== region && {
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
  const tiers: SubnetTier[] = network.nat === "none" ? ["public", "isolated"] : ["public", "private", "isolated"];
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
