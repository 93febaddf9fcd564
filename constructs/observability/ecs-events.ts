import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";
import type { AlarmTopic } from "./alarm-topic";
import { type ToldEvent, tellEvent } from "./event-to-topic";
import { LogGroup } from "./log-group";

export interface EcsEventsProps {
  readonly name: string;
  readonly clusterArn: string;
  readonly serviceArn: string;
  /** Who hears of it besides the log. */
  readonly topic: AlarmTopic;
  readonly logRetentionDays: number;
  readonly kmsKeyArn?: string;
}

/**
 * Tasks that end by themselves, and deployments that fail or are rolled back: ECS keeps both for an hour only.
 * Source: Amazon ECS developer guide, "Amazon ECS events".
 */
export class EcsEvents extends Construct {
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: EcsEventsProps) {
    super(scope, id);
    const { name, clusterArn, serviceArn, topic, logRetentionDays, kmsKeyArn } = props;
    // EventBridge writes to groups under this prefix only.
    const logs = new LogGroup(this, "Logs", {
      name: `/aws/events/${name}`,
      retentionDays: logRetentionDays,
      kmsKeyArn,
    });
    this.logGroupName = logs.name;
    const mayWrite = new CloudwatchLogResourcePolicy(this, "LogPolicy", {
      policyName: name,
      policyDocument: policy({
        Sid: "EventBridgeWrites",
        Principal: { Service: ["events.amazonaws.com", "delivery.logs.amazonaws.com"] },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logs.arn}:*`,
        Condition: { StringEquals: { "aws:SourceAccount": Place.of(this).account } },
      }),
    });
    for (const [event, told] of Object.entries(ecsEvents(clusterArn, serviceArn))) {
      const rule = tellEvent(this, event, { name: `${name}-${event}`, topic, event: told });
      new CloudwatchEventTarget(this, `${event}ToLog`, { rule: rule.name, arn: logs.arn, dependsOn: [mayWrite] });
    }
  }
}

function ecsEvents(clusterArn: string, serviceArn: string): Record<string, ToldEvent> {
  return {
    TaskFailed: {
      summary: "A task ended by itself.",
      firstStep: "Read event.detail.stoppedReason and the exit codes of event.detail.containers.",
      runbook: "no-healthy-task",
      pattern: {
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: {
          clusterArn: [clusterArn],
          lastStatus: ["STOPPED"],
          // A task that runs WordPress's events ends by itself too, but with a good exit.
          $or: [
            { stopCode: ["TaskFailedToStart"] },
            { stopCode: ["EssentialContainerExited"], containers: { exitCode: [{ "anything-but": [0] }] } },
          ],
        },
      },
    },
    DeploymentFailed: {
      summary: "A deployment failed.",
      firstStep: "Read event.detail.reason; ECS rolls back to the version before.",
      runbook: "the-deployment-was-rolled-back",
      pattern: {
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
        resources: [serviceArn],
      },
    },
  };
}
