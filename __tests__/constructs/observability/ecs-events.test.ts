import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { expect, test } from "vitest";
import { AlarmTopic } from "../../../constructs/observability/alarm-topic";
import { EcsEvents } from "../../../constructs/observability/ecs-events";
import { synth } from "../../support/synth";

const { all, byId } = synth((stack) => {
  const topic = new AlarmTopic(stack, "Topic", { name: "alarms", emails: [], publishers: ["events"] });
  new EcsEvents(stack, "Events", {
    name: "site-ecs",
    clusterArn: "arn:cluster",
    serviceArn: "arn:service",
    topic,
    logRetentionDays: 365,
  });
});
const patterns = Object.fromEntries(
  all(CloudwatchEventRule).map(({ name, event_pattern }) => [name, JSON.parse(String(event_pattern))]),
);

test("hears of tasks of its cluster that fail, not of those that end well", () => {
  expect(patterns["site-ecs-TaskFailed"]).toEqual({
    source: ["aws.ecs"],
    "detail-type": ["ECS Task State Change"],
    detail: {
      clusterArn: ["arn:cluster"],
      lastStatus: ["STOPPED"],
      $or: [
        { stopCode: ["TaskFailedToStart"] },
        { stopCode: ["EssentialContainerExited"], containers: { exitCode: [{ "anything-but": [0] }] } },
      ],
    },
  });
});

test("hears of deployments of its service that fail", () => {
  expect(patterns["site-ecs-DeploymentFailed"]).toMatchObject({
    "detail-type": ["ECS Deployment State Change"],
    resources: ["arn:service"],
    detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
  });
});

test("each event goes to the log and to the topic, after both let EventBridge in", () => {
  const targets = Object.entries(byId(CloudwatchEventTarget));
  expect(targets).toHaveLength(4);
  for (const [id, { arn, depends_on }] of targets) {
    const toLog = id.includes("ToLog");
    expect(arn).toMatch(toLog ? /aws_cloudwatch_log_group/ : /aws_sns_topic/);
    expect(depends_on).toEqual([
      expect.stringMatching(toLog ? /^aws_cloudwatch_log_resource_policy\./ : /^aws_sns_topic_policy\./),
    ]);
  }
});

test("EventBridge writes to this log group alone", () => {
  expect(all(CloudwatchLogGroup)).toMatchObject([{ name: "/aws/events/site-ecs", retention_in_days: 365 }]);
  const [{ policy_document } = { policy_document: "" }] = all(CloudwatchLogResourcePolicy);
  expect(JSON.parse(String(policy_document)).Statement).toMatchObject([
    {
      Principal: { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] },
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/),
    },
  ]);
});
