import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments";
import { environmentWith, resources, synthApp } from "../support/synth-app";

const service = async (settings: Partial<EnvironmentInput> = {}) => (await synthApp(environmentWith(settings))).service;
const variables = (stack: Awaited<ReturnType<typeof service>>): Record<string, string> => {
  const [definition] = resources(stack, EcsTaskDefinition);
  const containers: { name: string; environment: { name: string; value: string }[] }[] = JSON.parse(
    String(definition?.container_definitions),
  );
  const wordpress = containers.find(({ name }) => name === "wordpress");
  return Object.fromEntries((wordpress?.environment ?? []).map(({ name, value }) => [name, value]));
};

test("alarms roll a deployment back beside the circuit breaker, and tell nobody by themselves", async () => {
  const stack = await service({ deployment: { alarms: true, alarmServerErrors: 3 } });
  const alarms = resources(stack, CloudwatchMetricAlarm);
  expect(alarms).toMatchObject([
    { alarm_name: "wordpress-test-deployment-errors", threshold: 3 },
    { alarm_name: "wordpress-test-deployment-unhealthy-tasks" },
  ]);
  for (const alarm of alarms) expect(alarm).not.toHaveProperty("alarm_actions");
  expect(resources(stack, EcsService)).toMatchObject([
    {
      deployment_circuit_breaker: { enable: true, rollback: true },
      alarms: {
        enable: true,
        rollback: true,
        alarm_names: [expect.stringContaining("DeploymentErrors"), expect.stringContaining("DeploymentUnhealthyTasks")],
      },
    },
  ]);
});

test("without them only the circuit breaker rolls back", async () => {
  const [created] = resources(await service(), EcsService);
  expect(created).toMatchObject({ deployment_circuit_breaker: { enable: true, rollback: true } });
  expect(created).not.toHaveProperty("alarms");
});

const shifted = (deployment: EnvironmentInput["deployment"], settings: Partial<EnvironmentInput> = {}) =>
  synthApp(environmentWith({ deployment: { alarms: true, ...deployment }, monitoring: {}, ...settings }));

test("blue and green: two target groups, one rule that ECS shifts, and alarms in place of the circuit breaker", async () => {
  const stack = (await shifted({ strategy: "blue-green", bakeMinutes: 5 })).service;
  expect(resources(stack, LbTargetGroup)).toHaveLength(2);
  const [created] = resources(stack, EcsService);
  expect(created).toMatchObject({
    deployment_configuration: { strategy: "BLUE_GREEN", bake_time_in_minutes: "5" },
    alarms: { enable: true, rollback: true },
    load_balancer: [
      {
        target_group_arn: expect.stringContaining("aws_lb_target_group.LoadBalancer_TargetGroup_"),
        advanced_configuration: {
          alternate_target_group_arn: expect.stringContaining("aws_lb_target_group.LoadBalancer_AlternateTargetGroup_"),
          production_listener_rule: expect.stringContaining("aws_lb_listener_rule."),
          role_arn: expect.stringContaining("aws_iam_role.WordPress_Shift_"),
        },
      },
    ],
  });
  expect(created).not.toHaveProperty("deployment_circuit_breaker");
  expect(created?.depends_on).toContainEqual(
    expect.stringMatching(/^aws_iam_role_policy_attachment\.WordPress_Shift_/),
  );
});

test("a canary gets its share of the requests for its time", async () => {
  const stack = (await shifted({ strategy: "canary", canaryPercent: 5, canaryMinutes: 15 })).service;
  expect(resources(stack, EcsService)).toMatchObject([
    {
      deployment_configuration: {
        strategy: "CANARY",
        canary_configuration: { canary_percent: 5, canary_bake_time_in_minutes: "15" },
      },
    },
  ]);
});

test("with two target groups the alarms count the tasks of both", async () => {
  const { service: stack, monitoring } = await shifted({ strategy: "blue-green" });
  for (const alarms of [resources(stack, CloudwatchMetricAlarm), resources(monitoring, CloudwatchMetricAlarm)]) {
    const counting = alarms.filter(({ metric_query }) => JSON.stringify(metric_query ?? "").includes("HostCount"));
    expect(counting.length).toBeGreaterThan(0);
    for (const { metric_query } of counting) expect(metric_query).toHaveLength(3);
  }
});

test("instances must have room for as many new tasks as old ones", async () => {
  const settings = {
    network: { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "single" },
    service: {
      architecture: "ARM64",
      capacity: { type: "ec2", instanceTypes: ["t4g.small"], maxInstances: 2 },
      desiredTasks: 3,
    },
  } satisfies Partial<EnvironmentInput>;
  await shifted({ strategy: "rolling" }, settings);
  await expect(shifted({ strategy: "blue-green" }, settings)).rejects.toThrow(
    "network interfaces for 4 tasks, and a deployment needs 3 more than the service",
  );
});

test("WordPress's events run in a task of their own, and then in no other", async () => {
  const stack = await service({ service: { cron: "scheduler", cronMinutes: 10 } });
  expect(resources(stack, SchedulerSchedule)).toMatchObject([
    {
      name: "wordpress-test-cron",
      schedule_expression: "rate(10 minutes)",
      target: { input: '{"containerOverrides":[{"name":"wordpress","command":["wp-image","cron"]}]}' },
    },
  ]);
  expect(variables(stack).WP_CRON).toBe("off");
});

test("each task runs them by default, and none does when they are off", async () => {
  const usual = await service();
  expect(resources(usual, SchedulerSchedule)).toEqual([]);
  expect(variables(usual).WP_CRON).toBe("on");
  const off = await service({ service: { cron: "off" } });
  expect(resources(off, SchedulerSchedule)).toEqual([]);
  expect(variables(off).WP_CRON).toBe("off");
});

test("schedules move the limits of scaling, which Terraform then leaves alone", async () => {
  const night = { name: "night", schedule: "cron(0 22 * * ? *)", timezone: "Europe/Dublin", minTasks: 1, maxTasks: 2 };
  const stack = await service({ service: { scaling: { minTasks: 2, maxTasks: 6, schedules: [night] } } });
  expect(resources(stack, AppautoscalingScheduledAction)).toMatchObject([
    {
      schedule: "cron(0 22 * * ? *)",
      timezone: "Europe/Dublin",
      scalable_target_action: { min_capacity: "1", max_capacity: "2" },
    },
  ]);
  expect(resources(stack, AppautoscalingTarget)).toMatchObject([
    { lifecycle: { ignore_changes: ["min_capacity", "max_capacity"] } },
  ]);
});

test("PHP's workers and nginx's page cache are settings of the environment", async () => {
  const set = variables(
    await service({ service: { php: { workers: 8, workerMiB: 96, memoryLimitMiB: 384 }, pageCacheSeconds: 300 } }),
  );
  expect(set).toMatchObject({
    WP_FPM_CHILDREN: "8",
    WP_WORKER_MB: "96",
    WP_MEMORY_LIMIT: "384M",
    WP_PAGE_CACHE: "on",
    WP_PAGE_CACHE_TTL: "300",
  });
  const none = variables(await service({ service: { pageCacheSeconds: 0 } }));
  expect(none.WP_PAGE_CACHE).toBe("off");
  expect(none).not.toHaveProperty("WP_PAGE_CACHE_TTL");
  expect(none).not.toHaveProperty("WP_FPM_CHILDREN");
});
