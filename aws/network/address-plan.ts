import { childCidr, contains, formatCidr, overlaps, parseCidr } from "./cidr";

/** One CIDR block for each Availability Zone, in the order of the zones. */
export interface SubnetCidrs {
  readonly public: readonly string[];
  readonly private: readonly string[];
  readonly isolated: readonly string[];
}

export type SubnetTier = keyof SubnetCidrs;

const TIERS: readonly SubnetTier[] = ["public", "private", "isolated"];
const ZONE_SLOTS = 4;
/** Sixteen blocks: four zones in each of three tiers, and four blocks kept free. */
const SUBNET_BITS = 4;

/** AWS takes VPCs from /16; a Load Balancer needs /27 subnets, which are a sixteenth of a /23. */
const LARGEST_VPC_PREFIX = 16;
const SMALLEST_VPC_PREFIX = 23;

/**
 * Divides a VPC among its subnets. A tier always keeps four slots, so a third or fourth Availability Zone added later
 * moves no subnet that exists.
 *
 * @throws when `vpcCidr` is not /16 to /23, or `zoneCount` is not 1 to 4.
 */
export function addressPlan(vpcCidr: string, zoneCount: number): SubnetCidrs {
  const vpc = parseCidr(vpcCidr);
  if (vpc.prefix < LARGEST_VPC_PREFIX || vpc.prefix > SMALLEST_VPC_PREFIX) {
    throw new Error(`must be /${LARGEST_VPC_PREFIX} to /${SMALLEST_VPC_PREFIX}, got ${JSON.stringify(vpcCidr)}`);
  }
  if (!Number.isInteger(zoneCount) || zoneCount < 1 || zoneCount > ZONE_SLOTS) {
    throw new Error(`an address plan holds 1 to ${ZONE_SLOTS} Availability Zones, got ${zoneCount}`);
  }
  const blocks = TIERS.map((_, tier) =>
    Array.from({ length: zoneCount }, (_, zone) =>
      formatCidr(childCidr(vpc, vpc.prefix + SUBNET_BITS, tier * ZONE_SLOTS + zone)),
    ),
  );
  return { public: blocks[0] ?? [], private: blocks[1] ?? [], isolated: blocks[2] ?? [] };
}

/** What is wrong with a plan made by hand: blocks outside the VPC, and blocks that overlap. */
export function addressPlanProblems(vpcCidr: string, subnets: SubnetCidrs): string[] {
  const vpc = parseCidr(vpcCidr);
  const blocks = TIERS.flatMap((tier) => subnets[tier].map((text) => ({ text, cidr: parseCidr(text) })));
  const outside = blocks
    .filter(({ cidr }) => !contains(vpc, cidr))
    .map(({ text }) => `subnet ${text} is outside the VPC ${vpcCidr}`);
  const overlapping = blocks.flatMap((a, index) =>
    blocks
      .slice(index + 1)
      .filter((b) => overlaps(a.cidr, b.cidr))
      .map((b) => `subnets ${a.text} and ${b.text} overlap`),
  );
  return [...outside, ...overlapping];
}
