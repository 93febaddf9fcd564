import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { expect, test } from "vitest";
import { TaskSecurityGroup } from "../../../constructs/service/task-security-group";
import { synth } from "../../support/synth";

const build = () => synth((stack) => new TaskSecurityGroup(stack, "Network", { name: "site", vpcId: "vpc-1" }));

test("reaches HTTPS and admits nobody by itself", () => {
  const { all } = build();
  expect(all(VpcSecurityGroupEgressRule)).toMatchObject([{ cidr_ipv4: "0.0.0.0/0", from_port: 443, to_port: 443 }]);
  expect(all(VpcSecurityGroupIngressRule)).toEqual([]);
});

test("keeps rules apart from the group, which is replaced before it is destroyed", () => {
  const { all } = build();
  expect(all(SecurityGroup)).toEqual([
    expect.not.objectContaining({ ingress: expect.anything(), egress: expect.anything() }),
  ]);
  expect(all(SecurityGroup)).toMatchObject([{ name_prefix: "site-", lifecycle: { create_before_destroy: true } }]);
});
