import { parseCidr } from "../../aws/network/cidr";
import type { Block, Finding, Rule } from "../rule";

/** Attributes with ranges of IPv4, by the type that has them; nested blocks by their names. */
const RANGES: Readonly<Record<string, readonly string[]>> = {
  aws_security_group: ["ingress.cidr_blocks", "egress.cidr_blocks"],
  aws_security_group_rule: ["cidr_blocks"],
  aws_vpc_security_group_ingress_rule: ["cidr_ipv4"],
  aws_vpc_security_group_egress_rule: ["cidr_ipv4"],
  aws_network_acl: ["ingress.cidr_block", "egress.cidr_block"],
  aws_network_acl_rule: ["cidr_block"],
  aws_default_network_acl: ["ingress.cidr_block", "egress.cidr_block"],
  aws_route: ["destination_cidr_block"],
  aws_route_table: ["route.cidr_block"],
  aws_ec2_managed_prefix_list: ["entry.cidr"],
};

function* wrong(block: Block, attribute: string): Iterable<Finding> {
  const texts = Array.isArray(block.json[attribute]) ? block.texts(attribute) : [block.text(attribute)];
  for (const text of texts) {
    if (text === undefined || text === "" || text.includes(":")) continue;
    try {
      parseCidr(text);
    } catch (error) {
      yield block.problem(attribute, error instanceof Error ? error.message : String(error), text);
    }
  }
}

export const rangeRules: readonly Rule[] = [
  {
    id: "range-begins-at-network",
    trap: 74,
    title: "A range begins at its network address, as 10.11.0.0/16 does and 10.11.0.7/16 does not",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html",
    severity: "error",
    fix: "Take the address that the message names, or /32 for one address.",
    on: Object.keys(RANGES),
    *check(resource) {
      for (const path of RANGES[resource.type] ?? []) {
        const [first = "", second] = path.split(".");
        if (second === undefined) yield* wrong(resource, first);
        else for (const block of resource.blocks(first)) yield* wrong(block, second);
      }
    },
  },
];
