import type { Block, Resource, Rule, Tree } from "../rule";

/** Rules that a group has at most in a direction, IPv4 and IPv6 each. */
const MOST = 60;
/** What the list of CloudFront's addresses counts for. */
const CLOUDFRONT_WEIGHT = 55;

/** How many rules a prefix list counts for; 1 where nobody knows its size. */
function weightOf(list: unknown, stack: string, tree: Tree): number {
  const target = tree.referent(list, stack)?.resource;
  if (target?.type !== "aws_ec2_managed_prefix_list") return 1;
  const filters = target.blocks("filter").flatMap((one) => one.texts("values"));
  const names = [target.text("name") ?? "", ...filters];
  if (names.some((name) => name.endsWith(".cloudfront.origin-facing"))) return CLOUDFRONT_WEIGHT;
  return target.number("max_entries") ?? 1;
}

/** How many rules of each family one block stands for. */
function countOf(rule: Block, tree: Tree): { ipv4: number; ipv6: number } {
  const lists = [
    ...(rule.list("prefix_list_ids") ?? []),
    ...(rule.has("prefix_list_id") ? [rule.json.prefix_list_id] : []),
  ];
  const weight = lists.reduce<number>((sum, list) => sum + weightOf(list, rule.stack, tree), 0);
  const both =
    weight +
    (rule.list("security_groups") ?? []).length +
    [rule.has("referenced_security_group_id"), rule.has("source_security_group_id"), rule.flag("self") === true].filter(
      Boolean,
    ).length;
  return {
    ipv4: both + (rule.list("cidr_blocks") ?? []).length + (rule.has("cidr_ipv4") ? 1 : 0),
    ipv6: both + (rule.list("ipv6_cidr_blocks") ?? []).length + (rule.has("cidr_ipv6") ? 1 : 0),
  };
}

export const securityGroupQuotaRules: readonly Rule[] = [
  {
    id: "quota-security-group-rules",
    trap: 77,
    title: `A security group has at most ${MOST} rules in a direction; the prefix list of CloudFront counts for ${CLOUDFRONT_WEIGHT}`,
    source:
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html#managed-prefix-list",
    severity: "error",
    fix: "Open one port to CloudFront, spread the rules over two groups, or ask for a higher quota and waive this rule.",
    on: ["aws_security_group"],
    *check(resource, tree) {
      for (const direction of ["ingress", "egress"]) {
        const standalone: Resource[] = [
          ...tree.referring(resource, "security_group_id", `aws_vpc_security_group_${direction}_rule`),
          ...tree
            .referring(resource, "security_group_id", "aws_security_group_rule")
            .filter((one) => one.text("type") === direction),
        ];
        const counts = [...resource.blocks(direction), ...standalone].map((one) => countOf(one, tree));
        const sum = (family: "ipv4" | "ipv6") => counts.reduce((total, one) => total + one[family], 0);
        const total = Math.max(sum("ipv4"), sum("ipv6"));
        if (total <= MOST) continue;
        const place = standalone.at(-1);
        if (place) yield place.problem("security_group_id", `${resource.address} has ${total} of ${direction}`, total);
        else yield resource.problem(direction, `${total} in all`, total);
      }
    },
  },
];
