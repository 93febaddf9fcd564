import { byEc2Id, type KnownType, type KnownTypes } from "../knowledge";
import { type Asked, inUse, type Refusal, taken } from "../refusal";
import { EC2_ERRORS, WITH_A_SECURITY_GROUP } from "./vpc-users";

/** Rules of a group in one direction by default, and what a prefix list of CloudFront counts. */
const RULES = 60;
const CLOUDFRONT_PREFIX_LIST = 55;
const RULE_QUOTAS =
  "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups";

const rules = (direction: "Ingress" | "Egress"): KnownType => ({
  ...byEc2Id("sgr", "security-group-rule"),
  replacedBy: ["security_group_id"],
  refuses: [
    taken(
      `EC2: AuthorizeSecurityGroup${direction}`,
      "InvalidPermission.Duplicate",
      [
        "security_group_id",
        "ip_protocol",
        "from_port",
        "to_port",
        "cidr_ipv4",
        "cidr_ipv6",
        "prefix_list_id",
        "referenced_security_group_id",
      ],
      ({ state }) => `the specified rule "peer: ${peer(state)}, ${protocol(state)}, ALLOW" already exists`,
      EC2_ERRORS,
    ),
    tooMany(direction),
  ],
});

function peer(state: Asked["state"]): string {
  return String(state.cidr_ipv4 ?? state.cidr_ipv6 ?? state.prefix_list_id ?? state.referenced_security_group_id);
}

function protocol({ ip_protocol: name, from_port: from, to_port: to }: Asked["state"]): string {
  return `${String(name).toUpperCase()}, from port: ${from}, to port: ${to}`;
}

function tooMany(direction: "Ingress" | "Egress"): Refusal {
  return {
    on: "create",
    operation: `EC2: AuthorizeSecurityGroup${direction}`,
    code: "RulesPerSecurityGroupLimitExceeded",
    when: `the group would have more than ${RULES} rules; CloudFront's prefix list counts ${CLOUDFRONT_PREFIX_LIST}`,
    source: RULE_QUOTAS,
    text: ({ type, state, inventory }) => {
      const own = inventory.all(type).filter((one) => one.security_group_id === state.security_group_id);
      const weight = [...own, state].reduce((sum, one) => sum + (one.prefix_list_id ? CLOUDFRONT_PREFIX_LIST : 1), 0);
      return weight > RULES ? "The maximum number of rules per security group has been reached." : undefined;
    },
  };
}

export const securityGroups: KnownTypes = {
  aws_security_group: {
    ...byEc2Id("sg", "security-group"),
    refuses: [
      taken(
        "EC2: CreateSecurityGroup",
        "InvalidGroup.Duplicate",
        ["name", "vpc_id"],
        ({ state }) => `The security group '${state.name}' already exists for VPC '${state.vpc_id}'`,
        EC2_ERRORS,
      ),
      inUse(
        "EC2: DeleteSecurityGroup",
        "DependencyViolation",
        "id",
        WITH_A_SECURITY_GROUP,
        ({ state }) => `resource ${state.id} has a dependent object`,
        {
          ...EC2_ERRORS,
          when: "an interface or a rule of another group has it",
          except: (user, own) => user.security_group_id === own.id,
        },
      ),
    ],
  },
  aws_default_security_group: {
    ...byEc2Id("sg", "security-group"),
    refuses: "Terraform takes over the group that the VPC has, and forgets it at the end.",
  },
  aws_security_group_rule: { id: "sgrule-{hash}" },
  aws_vpc_security_group_ingress_rule: rules("Ingress"),
  aws_vpc_security_group_egress_rule: rules("Egress"),
};
