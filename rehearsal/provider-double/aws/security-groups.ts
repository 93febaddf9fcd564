import { byEc2Id, type KnownTypes } from "../knowledge";

export const securityGroups: KnownTypes = {
  aws_security_group: {
    ...byEc2Id("sg", "security-group"),
    replacedBy: ["name", "name_prefix", "description", "vpc_id"],
  },
  aws_default_security_group: byEc2Id("sg", "security-group"),
  aws_security_group_rule: { id: "sgrule-{hash}" },
  aws_vpc_security_group_ingress_rule: byEc2Id("sgr", "security-group-rule"),
  aws_vpc_security_group_egress_rule: byEc2Id("sgr", "security-group-rule"),
};
