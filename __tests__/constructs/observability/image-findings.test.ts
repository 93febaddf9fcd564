import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { expect, test } from "vitest";
import { AlarmTopic } from "../../../constructs/observability/alarm-topic";
import { ImageFindings, type ImageFindingsProps } from "../../../constructs/observability/image-findings";
import { synth } from "../../support/synth";

const repository = { name: "site", arn: "arn:aws:ecr:eu-west-1:111122223333:repository/site" };
const findings = (more: Partial<ImageFindingsProps> = {}) =>
  synth((stack) => {
    const topic = new AlarmTopic(stack, "Topic", { name: "alarms", emails: [], publishers: ["events"] });
    const severities = ["CRITICAL", "HIGH"];
    const common = { name: "site", topic, repository, digest: "sha256:a", severities, exceptions: [] };
    new ImageFindings(stack, "Findings", { ...common, ...more });
  }).all;
type Statement = Record<string, unknown>;
const statements = (all: ReturnType<typeof findings>, role: string): Statement[] =>
  all(IamRolePolicy)
    .filter((policy) => String(policy.role).includes(role))
    .flatMap(({ policy }) => JSON.parse(String(policy)).Statement);

test("hears of scans of either kind that found something at the level or above, or did not end well", () => {
  const patterns = findings()(CloudwatchEventRule).map(({ event_pattern }) => JSON.parse(String(event_pattern)));
  const counts = ["CRITICAL", "HIGH"].map((severity) => ({
    "finding-severity-counts": { [severity]: [{ numeric: [">", 0] }] },
  }));
  const ended = (status: string) => ({ "scan-status": [{ "anything-but": [status] }] });
  expect(patterns).toEqual([
    {
      source: ["aws.inspector2"],
      "detail-type": ["Inspector2 Scan"],
      detail: { "repository-name": [repository.arn], $or: [...counts, ended("INITIAL_SCAN_COMPLETE")] },
    },
    {
      source: ["aws.ecr"],
      "detail-type": ["ECR Image Scan"],
      detail: { "repository-name": ["site"], $or: [...counts, ended("COMPLETE")] },
    },
  ]);
});

test("rules and schedule start the machine, by a role that may do nothing else", () => {
  const all = findings();
  for (const { arn, role_arn } of all(CloudwatchEventTarget)) {
    expect(arn).toContain("aws_sfn_state_machine.");
    expect(role_arn).toContain("StarterRole");
  }
  expect(statements(all, "StarterRole")).toEqual([
    expect.objectContaining({
      Action: "states:StartExecution",
      Resource: expect.stringContaining("aws_sfn_state_machine"),
    }),
  ]);
  const [{ target } = {}] = all(SchedulerSchedule);
  expect(JSON.parse(String((target as { input: string }).input))).toEqual({
    rescan: true,
    detail: { "image-digest": "sha256:a" },
  });
});

test("the machine reads this repository and tells this topic; of the topic's key it uses what SNS asks for", () => {
  const [, reader] = [findings(), findings({ kmsKeyArn: "arn:key" })].map((all) => statements(all, "_Role_"));
  expect(reader).toEqual([
    expect.objectContaining({ Sid: "ScanAndRead", Resource: repository.arn }),
    expect.objectContaining({ Action: "inspector2:ListFindings" }),
    expect.objectContaining({ Sid: "Trace" }),
    expect.objectContaining({ Action: "sns:Publish", Resource: expect.stringContaining("aws_sns_topic.Topic") }),
    expect.objectContaining({
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "arn:key",
      Condition: { StringEquals: { "kms:ViaService": "sns.eu-west-1.amazonaws.com" } },
    }),
  ]);
});

test("only Step Functions, EventBridge and its scheduler take the roles, and only for this account", () => {
  for (const { assume_role_policy } of findings()(IamRole)) {
    const [{ Principal, Condition } = {} as Statement] = JSON.parse(String(assume_role_policy)).Statement;
    expect(JSON.stringify(Principal)).toMatch(
      /^\{"Service":\["(states|events\.amazonaws\.com","scheduler)\.amazonaws\.com"\]\}$/,
    );
    expect(Condition).toEqual({ StringEquals: { "aws:SourceAccount": expect.stringMatching(/^\d{12}$/) } });
  }
});

test("exceptions stand in the machine with day and reason", () => {
  const exception = { id: "CVE-2027-1", until: "2027-03-01", reason: "no form takes XML" };
  const [{ definition } = {}] = findings({ exceptions: [exception] })(SfnStateMachine);
  expect(JSON.parse(String(definition)).States.Begin.Assign.exceptions).toEqual([exception]);
});
