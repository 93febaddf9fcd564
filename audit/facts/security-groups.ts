import { blocksOf, type Json, type JsonObject, textOf, textsOf } from "../../terraform/json";
import type { Resource } from "./resource";
import type { System } from "./system";

/** One rule of a security group, wherever it is written. */
export interface GroupRule {
  readonly direction: "in" | "out";
  readonly group: Resource;
  /** The other side: a security group, or an address range or prefix list in words. */
  readonly peer: Resource | string;
  /** For example `443/tcp` or `all traffic`. */
  readonly ports: string;
  /** First and last port of TCP or UDP; undefined where the rule is about another protocol or the numbers are not known. */
  readonly range?: readonly [number, number];
  readonly description?: string;
  /** What defines it. */
  readonly source: Resource;
}

const RULES = {
  aws_vpc_security_group_ingress_rule: "in",
  aws_vpc_security_group_egress_rule: "out",
} as const;
export const ANYWHERE: ReadonlySet<string> = new Set(["0.0.0.0/0", "::/0"]);
const GROUP_ARGUMENTS = new Set(["security_groups", "security_group_ids", "vpc_security_group_ids"]);

export function readGroupRules(system: System): GroupRule[] {
  const separate = Object.entries(RULES).flatMap(([type, direction]) =>
    system.of(type).flatMap((source) => {
      const [group] = system.targets(source.stack, source.body.security_group_id, "aws_security_group");
      return group ? rules(system, { source, group, direction, content: source.body }) : [];
    }),
  );
  const older = system.of("aws_security_group_rule").flatMap((source) => {
    const [group] = system.targets(source.stack, source.body.security_group_id, "aws_security_group");
    const direction = source.body.type === "egress" ? "out" : "in";
    return group ? rules(system, { source, group, direction, content: source.body }) : [];
  });
  const inline = system.of("aws_security_group", "aws_default_security_group").flatMap((group) =>
    (["ingress", "egress"] as const).flatMap((name) =>
      blocksOf(group.body[name]).flatMap((content) => {
        return rules(system, { source: group, group, direction: name === "ingress" ? "in" : "out", content });
      }),
    ),
  );
  return [...separate, ...older, ...inline];
}

/** Whether the rule lets every address of the internet in. */
export function isOpen({ direction, peer }: GroupRule): boolean {
  return direction === "in" && typeof peer === "string" && ANYWHERE.has(peer);
}

/** The resources that carry the group. */
export function membersOf(system: System, group: Resource): Resource[] {
  return system.resources.filter(({ stack, body, type }) => {
    return !(type in RULES) && system.targets(stack, carried(body)).includes(group);
  });
}

/** The values of every argument, at any depth, that puts a resource into security groups. */
function carried(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => carried(item));
  if (typeof value !== "object" || value === null) return null;
  return Object.entries(value).map(([name, item]) => (GROUP_ARGUMENTS.has(name) ? item : carried(item)));
}

interface RuleSource extends Pick<GroupRule, "source" | "group" | "direction"> {
  readonly content: JsonObject;
}

function rules(system: System, { source, group, direction, content }: RuleSource): GroupRule[] {
  const named = ["referenced_security_group_id", "source_security_group_id", "security_groups"];
  const groups = named.flatMap((name) => system.targets(source.stack, content[name], "aws_security_group"));
  const self = content.self === true ? [group] : [];
  const ranges = ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"].flatMap((name) =>
    textsOf(content[name]).map((text) => system.readable(source.stack, text)),
  );
  const prefixes = ["prefix_list_id", "prefix_list_ids"].flatMap((name) =>
    textsOf(content[name]).map((text) => `prefix list ${system.readable(source.stack, text)}`),
  );
  const description = textOf(content.description);
  const range = rangeOf(content);
  const common = {
    source,
    group,
    direction,
    ports: portsOf(content),
    ...(range ? { range } : {}),
    ...(description ? { description } : {}),
  };
  return [...groups, ...self, ...ranges, ...prefixes].map((peer) => ({ ...common, peer }));
}

const PROTOCOLS: Readonly<Record<string, string>> = { "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6" };

function protocolOf(content: JsonObject): string {
  const given = textOf(content.ip_protocol) ?? textOf(content.protocol) ?? "-1";
  return PROTOCOLS[given] ?? given;
}

function rangeOf(content: JsonObject): readonly [number, number] | undefined {
  const protocol = protocolOf(content);
  if (protocol === "-1" || protocol === "all") return [0, 65_535];
  const [from, to] = [Number(content.from_port), Number(content.to_port ?? content.from_port)];
  const known = ["tcp", "udp"].includes(protocol) && Number.isInteger(from) && Number.isInteger(to);
  return known ? [from, to] : undefined;
}

function portsOf(content: JsonObject): string {
  const protocol = protocolOf(content);
  if (protocol === "-1" || protocol === "all") return "all traffic";
  const [from, to] = [textOf(content.from_port), textOf(content.to_port)];
  if (from === undefined || from === "-1") return protocol;
  return from === to || to === undefined ? `${from}/${protocol}` : `${from}–${to}/${protocol}`;
}
