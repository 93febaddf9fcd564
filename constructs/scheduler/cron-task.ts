import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { policy } from "../iam/policy";
import { Place } from "../place";
import { schedulerRole } from "./scheduler-role";
import type { TaskLaunch } from "./task-launch";

export interface CronTaskProps extends TaskLaunch {
  /** Name of schedule and queue, and first part of the role's; at most 54 characters. */
  readonly name: string;
  /** Key that encrypts the schedule. @default - EventBridge Scheduler's own */
  readonly kmsKeyArn?: string;
  readonly taskDefinitionFamily: string;
  readonly taskRoleArn: string;
  readonly executionRoleArn: string;
  readonly containerName: string;
  /** What the container runs in place of its services. */
  readonly command: readonly string[];
  /** Minutes between two runs, 1 to 1440. */
  readonly everyMinutes: number;
}

/**
 * Runs a command of the service's task definition as a task of its own, again and again. It names the family without a
 * revision, so a run after a deploy takes the new one; a run that cannot start is tried again and then lies in a queue.
 */
export class CronTask extends Construct {
  /** Queue of the runs that could not start. */
  readonly queueName: string;

  constructor(scope: Construct, id: string, props: CronTaskProps) {
    super(scope, id);
    const { name, everyMinutes } = props;
    const place = Place.of(this);
    const familyArn = place.arn("ecs", `task-definition/${props.taskDefinitionFamily}`);
    if (!Number.isInteger(everyMinutes) || everyMinutes < 1 || everyMinutes > 1440) {
      throw new Error(`${this.node.path}: everyMinutes must be a whole number from 1 to 1440, got ${everyMinutes}`);
    }
    const queue = new SqsQueue(this, "Failed", {
      name,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 14 * 24 * 3600,
    });
    this.queueName = queue.name;
    const role = schedulerRole(this, `${name}-scheduler`);
    const rights = new IamRolePolicy(this, "Rights", {
      role: role.name,
      policy: rightsToRun(props, familyArn, queue.arn),
    });
    const schedule = new SchedulerSchedule(this, "Resource", {
      name,
      description: "WordPress's scheduled events",
      kmsKeyArn: props.kmsKeyArn,
      scheduleExpression: everyMinutes === 1 ? "rate(1 minute)" : `rate(${everyMinutes} minutes)`,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: props.clusterArn,
        roleArn: role.arn,
        ecsParameters: {
          taskDefinitionArn: familyArn,
          taskCount: 1,
          capacityProviderStrategy: props.capacityProviderStrategy.map((share) => ({ ...share })),
          networkConfiguration: props.network,
        },
        input: JSON.stringify({ containerOverrides: [{ name: props.containerName, command: props.command }] }),
        // What is due stays due: a run older than the next one would only do the same.
        retryPolicy: { maximumEventAgeInSeconds: Math.max(60, everyMinutes * 60), maximumRetryAttempts: 3 },
        deadLetterConfig: { arn: queue.arn },
      },
      dependsOn: [rights],
    });
    if (props.kmsKeyArn === undefined) {
      acceptFindings(schedule, {
        CKV_AWS_297: "It holds a command and names, encrypted with AWS's own key; customerManagedKey gives it another.",
      });
    }
  }
}

function rightsToRun(props: CronTaskProps, familyArn: string, queueArn: string): string {
  return policy(
    {
      Sid: "RunTheTask",
      Action: "ecs:RunTask",
      Resource: [familyArn, `${familyArn}:*`],
      Condition: { ArnEquals: { "ecs:cluster": props.clusterArn } },
    },
    {
      Sid: "HandOverTheTasksRoles",
      Action: "iam:PassRole",
      Resource: [props.executionRoleArn, props.taskRoleArn],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    { Sid: "KeepFailedRuns", Action: "sqs:SendMessage", Resource: queueArn },
    ...(props.kmsKeyArn === undefined
      ? []
      : [{ Sid: "ReadTheSchedule", Action: "kms:Decrypt", Resource: props.kmsKeyArn }]),
  );
}
