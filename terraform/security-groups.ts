import type { Block, Resource } from "./block";
import type { Tree } from "./tree";

/** One rule of a security group, wherever it is written. */
export interface GroupRule {
  readonly direction: "in" | "out";
  readonly group: Resource;
  /** What it says: a resource, or a block of the group. */
  readonly block: Block;
  /** IANA's name in small letters, or `-1` for all; undefined when it is not known. */
  readonly protocol: string | undefined;
  /** First and last port; undefined where the rule is about another protocol than TCP and UDP, or the numbers are not known. */
  readonly range: readonly [number, number] | undefined;
}

/** The types that are one rule each. */
export const GROUP_RULE_TYPES = [
  "aws_vpc_security_group_ingress_rule",
  "aws_vpc_security_group_egress_rule",
  "aws_security_group_rule",
];
const GROUP_TYPES = ["aws_security_group", "aws_default_security_group"];

const PROTOCOLS: Readonly<Record<string, string>> = { "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", all: "-1" };

/** The rules of all security groups: resources first, in the order of their types, then what groups say themselves. */
export function groupRules(tree: Tree): GroupRule[] {
  const separate = GROUP_RULE_TYPES.flatMap((type) => tree.all(type)).flatMap((block) => {
    const [group] = block.sources("security_group_id", "aws_security_group");
    const out = block.type === "aws_vpc_security_group_egress_rule" || block.text("type") === "egress";
    return group ? [ruleOf(block, group, out ? "out" : "in")] : [];
  });
  const inline = tree
    .all(...GROUP_TYPES)
    .flatMap((group) => [
      ...group.blocks("ingress").map((block) => ruleOf(block, group, "in")),
      ...group.blocks("egress").map((block) => ruleOf(block, group, "out")),
    ]);
  return [...separate, ...inline];
}

/** Whether a rule of the group lets a TCP port in (or out); an unknown port counts as open. */
export function opens(group: Resource, port: number, tree: Tree, direction: GroupRule["direction"] = "in"): boolean {
  const own = groupRules(tree).filter((rule) => rule.group === group && rule.direction === direction);
  return own.some(({ range }) => range === undefined || (range[0] <= port && port <= range[1]));
}

function ruleOf(block: Block, group: Resource, direction: GroupRule["direction"]): GroupRule {
  const given = block.textOr("ip_protocol", block.textOr("protocol", "-1") ?? "");
  const protocol = given === undefined || given === "" ? undefined : (PROTOCOLS[given] ?? given);
  return { direction, group, block, protocol, range: rangeOf(block, protocol) };
}

function rangeOf(block: Block, protocol: string | undefined): GroupRule["range"] {
  if (protocol === "-1") return [0, 65_535];
  const from = block.number("from_port");
  const to = block.numberOr("to_port", from ?? Number.NaN);
  const counted = protocol === "tcp" || protocol === "udp";
  return counted && from !== undefined && Number.isInteger(to) ? [from, to as number] : undefined;
}
