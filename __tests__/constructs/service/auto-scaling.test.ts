import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import { AutoScaling, type AutoScalingProps } from "../../../constructs/service/auto-scaling";
import { scalingProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required = {
  ...scalingProps,
  name: "site",
  clusterName: "cluster",
  serviceName: "service",
  requestCountLabel: "app/site/1/targetgroup/wp/2",
  minTasks: 2,
  maxTasks: 6,
};
const night = { name: "night", timezone: "UTC", schedule: "cron(0 22 * * ? *)", minTasks: 0, maxTasks: 0 };

const build = (props: Partial<AutoScalingProps> = {}) =>
  synth((stack) => new AutoScaling(stack, "Scaling", { ...required, ...props }));

test("keeps the number of tasks of the service within the limits", () => {
  expect(
    Testing.toHaveResourceWithProperties(build().json, AppautoscalingTarget.tfResourceType, {
      service_namespace: "ecs",
      scalable_dimension: "ecs:service:DesiredCount",
      resource_id: "service/cluster/service",
      min_capacity: 2,
      max_capacity: 6,
    }),
  ).toBe(true);
});

test("follows CPU alone by default: quick to add tasks, slow to take them away", () => {
  expect(build().all(AppautoscalingPolicy)).toMatchObject([
    {
      policy_type: "TargetTrackingScaling",
      target_tracking_scaling_policy_configuration: {
        target_value: 60,
        scale_out_cooldown: 60,
        scale_in_cooldown: 300,
        predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageCPUUtilization" },
      },
    },
  ]);
});

test("follows requests as well, by load balancer and target group", () => {
  const policies = build({ requestsPerTaskTarget: 900, cpuTargetPercent: 50 }).all(AppautoscalingPolicy);
  expect(policies.map((policy) => policy.target_tracking_scaling_policy_configuration)).toMatchObject([
    { target_value: 50 },
    {
      target_value: 900,
      predefined_metric_specification: {
        predefined_metric_type: "ALBRequestCountPerTarget",
        resource_label: "app/site/1/targetgroup/wp/2",
      },
    },
  ]);
  expect(new Set(policies.map((policy) => policy.name)).size).toBe(2);
});

test("policies refer to the target, so that it is registered first", () => {
  const { all, byId } = build({ schedule: [night] });
  const [target] = Object.keys(byId(AppautoscalingTarget));
  const resource_id = `\${aws_appautoscaling_target.${target}.resource_id}`;
  expect(all(AppautoscalingPolicy)).toMatchObject([{ resource_id }]);
  expect(all(AppautoscalingScheduledAction)).toMatchObject([{ resource_id }]);
});

test("moves the limits by the clock, which no plan moves back", () => {
  const schedule = [night, { ...night, name: "morning", timezone: "Europe/Berlin", minTasks: 2, maxTasks: 6 }];
  const { byId } = build({ schedule });
  const actions = Object.values(byId(AppautoscalingScheduledAction)).sort((a, b) =>
    String(b.name).localeCompare(String(a.name)),
  );
  expect(actions).toMatchObject([
    { name: "night", timezone: "UTC", scalable_target_action: { min_capacity: "0", max_capacity: "0" } },
    { name: "morning", timezone: "Europe/Berlin", scalable_target_action: { min_capacity: "2", max_capacity: "6" } },
  ]);
  expect(Object.values(byId(AppautoscalingTarget))).toMatchObject([
    { lifecycle: { ignore_changes: ["min_capacity", "max_capacity"] } },
  ]);
  expect(build().all(AppautoscalingTarget)[0]).not.toHaveProperty("lifecycle");
});

test.each([
  [3, 2],
  [-1, 2],
  [1, 2.5],
])("refuses the limits %d and %d", (minTasks, maxTasks) => {
  const message = `minTasks and maxTasks must be whole numbers with 0 <= minTasks <= maxTasks, got ${minTasks} and ${maxTasks}`;
  expect(() => build({ minTasks, maxTasks })).toThrow(`test/Scaling: site: ${message}`);
  expect(() => build({ schedule: [{ ...night, minTasks, maxTasks }] })).toThrow(`test/Scaling: night: ${message}`);
});

test.each([0, 101, Number.NaN])("refuses a CPU target of %d per cent", (cpuTargetPercent) => {
  expect(() => build({ cpuTargetPercent })).toThrow(
    `test/Scaling: cpuTargetPercent must be from 1 to 100, got ${cpuTargetPercent}`,
  );
});

test("refuses a target of no requests", () => {
  expect(() => build({ requestsPerTaskTarget: 0 })).toThrow(
    "test/Scaling: requestsPerTaskTarget must be more than 0, got 0",
  );
});

test("refuses a schedule in another form", () => {
  const schedule = [{ ...night, schedule: "every night" }];
  expect(() => build({ schedule })).toThrow(
    'test/Scaling: night: schedule must be cron(…), rate(…) or at(…), got "every night"',
  );
});
