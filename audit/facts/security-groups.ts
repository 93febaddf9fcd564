import type { Resource } from "../../terraform/block";
import { type Json, textsOf } from "../../terraform/json";
import { GROUP_RULE_TYPES, groupRules, type GroupRule as WrittenRule } from "../../terraform/security-groups";
import type { Tree } from "../../terraform/tree";

/** One rule of a security group towards one peer. */
export interface GroupRule extends Pick<WrittenRule, "direction" | "group" | "range"> {
  /** The other side: a security group, or an address range or prefix list in words. */
  readonly peer: Resource | string;
  /** For example `443/tcp` or `all traffic`. */
  readonly ports: string;
  readonly description: string | undefined;
}

export const ANYWHERE: ReadonlySet<string> = new Set(["0.0.0.0/0", "::/0"]);
const GROUP_ARGUMENTS = new Set(["security_groups", "security_group_ids", "vpc_security_group_ids"]);

export function readGroupRules(tree: Tree): GroupRule[] {
  return groupRules(tree).flatMap((rule) => {
    const { direction, group, range, block } = rule;
    const common = { direction, group, range, ports: portsOf(rule), description: block.text("description") };
    return peersOf(rule).map((peer) => ({ ...common, peer }));
  });
}

/** Whether the rule lets every address of the internet in. */
export function isOpen({ direction, peer }: GroupRule): boolean {
  return direction === "in" && typeof peer === "string" && ANYWHERE.has(peer);
}

/** The resources that carry the group. */
export function membersOf(tree: Tree, group: Resource): Resource[] {
  return tree.managed.filter(({ stack, attributes, type }) => {
    return !GROUP_RULE_TYPES.includes(type) && tree.sources(carried(attributes), stack).includes(group);
  });
}

/** The values of every argument, at any depth, that puts a resource into security groups. */
function carried(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => carried(item));
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).map(([name, item]) => (GROUP_ARGUMENTS.has(name) ? item : carried(item)));
}

function peersOf({ block, group }: WrittenRule): (Resource | string)[] {
  const named = ["referenced_security_group_id", "source_security_group_id", "security_groups"];
  const groups = named.flatMap((name) => block.sources(name, "aws_security_group"));
  const self = block.flag("self") ? [group] : [];
  const written = (...names: string[]) =>
    names.flatMap((name) => textsOf(block.json[name]).map((text) => block.readable(text)));
  const ranges = written("cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks");
  const prefixes = written("prefix_list_id", "prefix_list_ids").map((text) => `prefix list ${text}`);
  return [...groups, ...self, ...ranges, ...prefixes];
}

function portsOf({ block, protocol = "unknown protocol" }: WrittenRule): string {
  if (protocol === "-1") return "all traffic";
  const [from, to] = [block.text("from_port"), block.text("to_port")];
  if (from === undefined || from === "-1") return protocol;
  return from === to || to === undefined ? `${from}/${protocol}` : `${from}–${to}/${protocol}`;
}
