import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { expect, test } from "vitest";
import { deploymentConfiguration, deploymentTimeout, ShiftRole } from "../../../constructs/service/traffic-shift";
import { synth } from "../../support/synth";

test("shifts every request at once, or a share of them first", () => {
  expect(deploymentConfiguration({ bakeMinutes: 10 })).toEqual({ strategy: "BLUE_GREEN", bakeTimeInMinutes: "10" });
  expect(deploymentConfiguration({ bakeMinutes: 0, canary: { percent: 5, minutes: 15 } })).toEqual({
    strategy: "CANARY",
    bakeTimeInMinutes: "0",
    canaryConfiguration: { canaryPercent: 5, canaryBakeTimeInMinutes: "15" },
  });
});

test("ECS moves the rule's weights by a role that it alone takes", () => {
  let role: ShiftRole | undefined;
  const { all } = synth((stack) => {
    role = new ShiftRole(stack, "Shift", {
      name: "site",
      rule: { alternateTargetGroupArn: "arn:alternate", productionRuleArn: "arn:rule" },
    });
  });
  const [created] = all(IamRole);
  expect(created?.name).toBe("site-shift");
  expect(JSON.parse(String(created?.assume_role_policy)).Statement).toMatchObject([
    { Principal: { Service: "ecs.amazonaws.com" }, Action: "sts:AssumeRole" },
  ]);
  expect(all(IamRolePolicyAttachment)).toMatchObject([
    { policy_arn: "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers" },
  ]);
  expect(role?.advancedConfiguration).toMatchObject({
    alternateTargetGroupArn: "arn:alternate",
    productionListenerRule: "arn:rule",
  });
});

test("Terraform waits for a deployment as long as its shift takes, and half an hour more", () => {
  expect(deploymentTimeout()).toBe("30m");
  expect(deploymentTimeout({ bakeMinutes: 120, canary: { percent: 10, minutes: 45 } })).toBe("195m");
});
