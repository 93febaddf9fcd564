import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { expect, test } from "vitest";
import { PurgeGrant } from "../../../constructs/edge/purge-grant";
import { synth } from "../../support/synth";

const ARN = "arn:aws:cloudfront::111122223333:distribution/E1";
const build = () =>
  synth((stack) => {
    const distribution = { id: "E1", arn: ARN };
    new PurgeGrant(stack, "Purge", { parameterName: "/site/distribution-id", distribution, taskRoleName: "site-task" });
  });

test("the id stands where the tasks look for it", () => {
  expect(build().all(SsmParameter)).toMatchObject([{ name: "/site/distribution-id", type: "String", value: "E1" }]);
});

test("the tasks may read that parameter and purge that distribution, and no more", () => {
  const { all, byId } = build();
  const [{ role, policy } = {}] = all(IamRolePolicy);
  const [parameter] = Object.keys(byId(SsmParameter));
  expect(role).toBe("site-task");
  expect(JSON.parse(String(policy)).Statement).toEqual([
    {
      Sid: "FindDistribution",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: `\${aws_ssm_parameter.${parameter}.arn}`,
    },
    { Sid: "PurgeDistribution", Effect: "Allow", Action: "cloudfront:CreateInvalidation", Resource: ARN },
  ]);
});
