import { GROUP_RULE_TYPES } from "../../terraform/security-groups";
import type { Rule } from "../rule";

const API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference";

/** What EC2 takes in descriptions of groups and rules: no apostrophe, no accent; 255 characters. */
export const SECURITY_GROUP_DESCRIPTION = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

export const securityGroupRules: readonly Rule[] = [
  {
    id: "security-group-name",
    trap: 8,
    title: "A security group's name does not start with sg- and has at most 255 characters",
    source: `${API}/API_CreateSecurityGroup.html`,
    severity: "error",
    fix: "Begin the name with that of the environment.",
    on: ["aws_security_group"],
    *check(resource) {
      for (const attribute of ["name", "name_prefix"]) {
        const name = resource.text(attribute);
        if (name !== undefined && (/^sg-/i.test(name) || !SECURITY_GROUP_DESCRIPTION.test(name)))
          yield resource.problem(attribute);
      }
    },
  },
  {
    id: "security-group-description",
    trap: 8,
    title: "Descriptions of security groups and their rules have no apostrophe and no accent",
    source: `${API}/API_CreateSecurityGroup.html`,
    severity: "error",
    fix: "Use letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ * only.",
    on: ["aws_security_group", ...GROUP_RULE_TYPES],
    *check(resource) {
      for (const block of [resource, ...resource.blocks("ingress"), ...resource.blocks("egress")]) {
        const text = block.text("description");
        if (text !== undefined && !SECURITY_GROUP_DESCRIPTION.test(text)) yield block.problem("description");
      }
    },
  },
  {
    id: "security-group-mixed-rules",
    trap: 57,
    title: "A security group's rules are all inline or all resources of their own: mixed ones erase each other",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group",
    severity: "error",
    fix: "Move the inline rules into aws_vpc_security_group_ingress_rule and _egress_rule.",
    on: ["aws_security_group"],
    *check(resource, tree) {
      const standalone = tree.referring(resource, "security_group_id", ...GROUP_RULE_TYPES);
      for (const attribute of ["ingress", "egress"]) {
        if (resource.has(attribute) && standalone.length > 0)
          yield resource.problem(attribute, `${standalone[0]?.address} is a rule of it too`);
      }
    },
  },
  {
    id: "security-group-replacement",
    writtenOnly: true,
    trap: 57,
    title: "A security group in use can be replaced only when its successor comes first, under another name",
    source:
      "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group#recreating-a-security-group",
    severity: "warning",
    fix: "Use name_prefix instead of name and set lifecycle.create_before_destroy.",
    on: ["aws_security_group"],
    *check(resource) {
      const first = resource.block("lifecycle")?.flag("create_before_destroy") === true;
      if (resource.has("name") && first) yield resource.problem("name", "clashes with its successor's");
      else if (!first) yield resource.problem("lifecycle.create_before_destroy");
    },
  },
  {
    id: "security-group-rule-ports",
    trap: 57,
    title: "A rule for all protocols has no ports, and a TCP or UDP rule has both in order",
    source: `${API}/API_IpPermission.html`,
    severity: "error",
    fix: 'Remove from_port and to_port beside ip_protocol "-1", or set both.',
    on: ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
    *check(resource) {
      const protocol = resource.text("ip_protocol");
      const from = resource.number("from_port");
      const to = resource.number("to_port");
      const ports = ["from_port", "to_port"].filter((name) => resource.has(name));
      if (protocol === "-1" && ports.length > 0) yield resource.problem(ports[0] ?? "", 'ip_protocol is "-1"');
      if ((protocol === "tcp" || protocol === "udp") && ports.length < 2)
        yield resource.problem(ports.includes("from_port") ? "to_port" : "from_port");
      else if (from !== undefined && to !== undefined && protocol !== "-1" && from > to)
        yield resource.problem("from_port", `to_port is ${to}`);
    },
  },
  {
    id: "elastic-ip-domain",
    trap: 63,
    title: "An elastic IP says domain, its argument vpc is gone",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade",
    severity: "error",
    fix: 'Replace vpc = true by domain = "vpc".',
    on: ["aws_eip"],
    *check(resource) {
      if (resource.has("vpc")) yield resource.problem("vpc");
    },
  },
];
