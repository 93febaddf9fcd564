import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { expect, test } from "vitest";
import { CronTask, type CronTaskProps } from "../../../constructs/scheduler/cron-task";
import { synth } from "../../support/synth";

const CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/site";
const FAMILY = "arn:aws:ecs:eu-west-1:111122223333:task-definition/site";

const cron = (more: Partial<CronTaskProps> = {}) =>
  synth((stack) => {
    new CronTask(stack, "Cron", {
      name: "site-cron",
      clusterArn: CLUSTER,
      capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1, base: 0 }],
      taskDefinitionFamily: "site",
      taskRoleArn: "arn:task-role",
      executionRoleArn: "arn:execution-role",
      containerName: "wordpress",
      command: ["wp-image", "cron"],
      network: { subnets: ["subnet-a", "subnet-b"], securityGroups: ["sg-1"], assignPublicIp: false },
      everyMinutes: 5,
      ...more,
    });
  }).all;

const rights = (all: ReturnType<typeof cron>) => JSON.parse(String(all(IamRolePolicy)[0]?.policy)).Statement;

test("runs the command in a task like the service's, at its own time and of the newest revision", () => {
  const [schedule] = cron()(SchedulerSchedule);
  expect(schedule).toMatchObject({
    schedule_expression: "rate(5 minutes)",
    flexible_time_window: { mode: "OFF" },
    target: {
      arn: CLUSTER,
      ecs_parameters: {
        task_definition_arn: FAMILY,
        task_count: 1,
        capacity_provider_strategy: [{ capacity_provider: "FARGATE" }],
        network_configuration: {
          subnets: ["subnet-a", "subnet-b"],
          security_groups: ["sg-1"],
          assign_public_ip: false,
        },
      },
    },
  });
  const { target } = schedule as { target: { input: string } };
  expect(JSON.parse(target.input)).toEqual({
    containerOverrides: [{ name: "wordpress", command: ["wp-image", "cron"] }],
  });
});

test("a task that shares its instance's interface has no network of its own", () => {
  const [schedule] = cron({ network: undefined })(SchedulerSchedule);
  expect(JSON.stringify(schedule?.target)).not.toContain("network_configuration");
});

test.each([
  [1, "rate(1 minute)"],
  [15, "rate(15 minutes)"],
])("every %d minutes is %s", (everyMinutes, expression) => {
  expect(cron({ everyMinutes })(SchedulerSchedule)).toMatchObject([{ schedule_expression: expression }]);
});

test("a run that cannot start is tried again and then kept in an encrypted queue", () => {
  const all = cron();
  expect(all(SqsQueue)).toMatchObject([{ sqs_managed_sse_enabled: true, message_retention_seconds: 1209600 }]);
  expect(all(SchedulerSchedule)).toMatchObject([
    {
      target: {
        retry_policy: { maximum_retry_attempts: 3, maximum_event_age_in_seconds: 300 },
        dead_letter_config: { arn: expect.stringContaining("aws_sqs_queue") },
      },
    },
  ]);
});

test("the scheduler runs this task in this cluster, hands over its two roles, and can do nothing else", () => {
  expect(rights(cron())).toEqual([
    {
      Sid: "RunTheTask",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: [FAMILY, `${FAMILY}:*`],
      Condition: { ArnEquals: { "ecs:cluster": CLUSTER } },
    },
    {
      Sid: "HandOverTheTasksRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: ["arn:execution-role", "arn:task-role"],
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    expect.objectContaining({ Action: "sqs:SendMessage", Resource: expect.stringContaining("aws_sqs_queue") }),
  ]);
  expect(JSON.parse(String(cron()(IamRole)[0]?.assume_role_policy)).Statement).toMatchObject([
    {
      Principal: { Service: "scheduler.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
  ]);
});

test("a key of one's own encrypts the schedule, which the scheduler may then read", () => {
  const all = cron({ kmsKeyArn: "arn:key" });
  expect(all(SchedulerSchedule)).toMatchObject([{ kms_key_arn: "arn:key" }]);
  expect(rights(all)).toContainEqual(expect.objectContaining({ Action: "kms:Decrypt", Resource: "arn:key" }));
});

test.each([0, 1441, 2.5])("fails on a run every %d minutes", (everyMinutes) => {
  expect(() => cron({ everyMinutes })).toThrow(
    `test/Cron: everyMinutes must be a whole number from 1 to 1440, got ${everyMinutes}`,
  );
});
