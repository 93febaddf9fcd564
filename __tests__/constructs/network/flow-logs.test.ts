import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { expect, test } from "vitest";
import { FlowLogs } from "../../../constructs/network/flow-logs";
import { synth } from "../../support/synth";

const flowLogs = () =>
  synth((stack) => {
    new FlowLogs(stack, "FlowLogs", {
      vpcId: "vpc-1",
      name: "site-flow-logs",
      traffic: "REJECT",
      retentionDays: 14,
      aggregationSeconds: 60,
    });
  });

test("records the chosen traffic in a log group that forgets", () => {
  const { all } = flowLogs();
  expect(all(FlowLog)).toMatchObject([{ vpc_id: "vpc-1", traffic_type: "REJECT", max_aggregation_interval: 60 }]);
  expect(all(CloudwatchLogGroup)).toMatchObject([{ name: "/aws/vpc/site-flow-logs", retention_in_days: 14 }]);
});

test("its role writes to that log group alone, and only this account's flow logs may take it", () => {
  const { all } = flowLogs();
  const [role] = all(IamRole);
  const [rights] = all(IamRolePolicy);
  expect(JSON.parse(String(role?.assume_role_policy)).Statement).toMatchObject([
    {
      Principal: { Service: "vpc-flow-logs.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
  ]);
  const [statement] = JSON.parse(String(rights?.policy)).Statement;
  expect(statement.Resource).toEqual([
    expect.stringMatching(/aws_cloudwatch_log_group\..*\.arn\}$/),
    expect.stringMatching(/aws_cloudwatch_log_group\..*\.arn\}:\*$/),
  ]);
});
