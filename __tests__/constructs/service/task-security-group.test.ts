import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { expect, test } from "vitest";
import { type EgressTarget, TaskSecurityGroup } from "../../../constructs/service/task-security-group";
import { synth } from "../../support/synth";

function build(egressTo: EgressTarget[] = []) {
  let group: TaskSecurityGroup | undefined;
  const result = synth((stack) => {
    const loadBalancer = Object.assign(new Construct(stack, "Balancer"), { securityGroupId: "sg-balancer" });
    group = new TaskSecurityGroup(stack, "Network", {
      name: "site",
      vpcId: "vpc-1",
      port: 8080,
      loadBalancer,
      egressTo,
    });
  });
  return { ...result, group };
}

test("admits the load balancer on the container's port and nobody else", () => {
  expect(build().all(VpcSecurityGroupIngressRule)).toEqual([
    expect.objectContaining({ referenced_security_group_id: "sg-balancer", from_port: 8080, to_port: 8080 }),
  ]);
});

test("reaches HTTPS and the given peers, and nothing else", () => {
  const { byId } = build([
    { name: "Database", securityGroupId: "sg-database", port: 3306 },
    { name: "WebRoot", securityGroupId: "sg-files", port: 2049 },
  ]);
  const reached = Object.values(byId(VpcSecurityGroupEgressRule)).map(
    (rule) => `${rule.referenced_security_group_id ?? rule.cidr_ipv4} ${rule.from_port}-${rule.to_port}`,
  );
  expect(reached.sort()).toEqual(["0.0.0.0/0 443-443", "sg-database 3306-3306", "sg-files 2049-2049"]);
});

test("keeps rules apart from the group, which is replaced before it is destroyed", () => {
  const { all } = build();
  expect(all(SecurityGroup)).toEqual([
    expect.not.objectContaining({ ingress: expect.anything(), egress: expect.anything() }),
  ]);
  expect(all(SecurityGroup)).toMatchObject([{ name_prefix: "site-", lifecycle: { create_before_destroy: true } }]);
});

test("makes a service wait for every rule", () => {
  expect(build([{ name: "Database", securityGroupId: "sg-database", port: 3306 }]).group?.ready).toEqual([
    expect.any(VpcSecurityGroupIngressRule),
    expect.any(VpcSecurityGroupEgressRule),
    expect.any(VpcSecurityGroupEgressRule),
  ]);
});
