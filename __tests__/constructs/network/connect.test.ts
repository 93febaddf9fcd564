import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { connect } from "../../../constructs/network/connect";
import { synth } from "../../support/synth";

test("a client goes out to the listener's port, and the listener admits it there", () => {
  const { all } = synth((stack) => {
    const client = Object.assign(new Construct(stack, "Tasks"), { securityGroupId: "sg-tasks" });
    const server = { securityGroupId: "sg-database", port: 3306, protocol: "MySQL" };
    expect(connect(client, Object.assign(new Construct(stack, "Database"), server))).toHaveLength(2);
  });
  const tcp = { ip_protocol: "tcp", from_port: 3306, to_port: 3306 };
  expect(all(VpcSecurityGroupEgressRule)).toMatchObject([
    {
      ...tcp,
      security_group_id: "sg-tasks",
      referenced_security_group_id: "sg-database",
      description: "MySQL to Database",
    },
  ]);
  expect(all(VpcSecurityGroupIngressRule)).toMatchObject([
    {
      ...tcp,
      security_group_id: "sg-database",
      referenced_security_group_id: "sg-tasks",
      description: "MySQL from Tasks",
    },
  ]);
});
