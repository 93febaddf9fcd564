import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments/schema/sections";
import { environmentWith, resources, synthApp } from "../support/synth-app";

const OFF_HOURS = { start: "07:00", stop: "20:00", days: ["mon", "wed"], timezone: "Europe/Dublin" } as const;

async function schedules(settings: Partial<EnvironmentInput> = {}) {
  const environment = environmentWith({
    protectData: false,
    schedule: { offHours: { ...OFF_HOURS, days: ["mon", "wed"] } },
    ...settings,
  });
  const { schedule } = await synthApp(environment);
  const all = resources(schedule, SchedulerSchedule) as {
    name: string;
    schedule_expression: string;
    target: { arn: string; input: string };
    schedule_expression_timezone: string;
    provider?: string;
  }[];
  const short = all.map(({ name, schedule_expression: when, target: { arn, input } }) => [
    name.replace("wordpress-test-", ""),
    when,
    arn.split(":aws-sdk:")[1],
    JSON.parse(input),
  ]);
  return { all, short, json: schedule?.json ?? "" };
}

test("database and tasks stop each evening and start on the days, the database first", async () => {
  const { short, all } = await schedules();
  expect(short).toEqual([
    [
      "database-start",
      "cron(45 6 ? * MON,WED *)",
      "rds:startDBInstance",
      { DbInstanceIdentifier: "wordpress-test-db" },
    ],
    ["database-stop", "cron(0 20 * * ? *)", "rds:stopDBInstance", { DbInstanceIdentifier: "wordpress-test-db" }],
    [
      "tasks-start",
      "cron(0 7 ? * MON,WED *)",
      "ecs:updateService",
      { Cluster: "wordpress-test", Service: "wordpress-test", DesiredCount: 1 },
    ],
    [
      "tasks-stop",
      "cron(0 20 * * ? *)",
      "ecs:updateService",
      { Cluster: "wordpress-test", Service: "wordpress-test", DesiredCount: 0 },
    ],
  ]);
  for (const one of all) expect(one.schedule_expression_timezone).toBe("Europe/Dublin");
});

test("where scaling decides, its limits are what is set; instances may go; Aurora stops as a cluster", async () => {
  const { short } = await schedules({
    network: { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "single" },
    database: { engine: "aurora-mysql" },
    service: {
      capacity: { type: "ec2", instanceTypes: ["m7g.large"], minInstances: 2, maxInstances: 4 },
      ...{ architecture: "ARM64", scaling: { minTasks: 2, maxTasks: 6 } },
    },
  });
  const of = (name: string) => short.find(([one]) => one === name)?.slice(2);
  expect(of("tasks-stop")).toEqual([
    "applicationautoscaling:registerScalableTarget",
    expect.objectContaining({ MinCapacity: 0, MaxCapacity: 0 }),
  ]);
  expect(of("tasks-start")?.[1]).toMatchObject({
    ResourceId: "service/wordpress-test/wordpress-test",
    MinCapacity: 2,
    MaxCapacity: 6,
  });
  expect(of("instances-stop")?.[1]).toEqual({ AutoScalingGroupName: "wordpress-test-instances", MinSize: 0 });
  expect(of("instances-start")?.[1]).toMatchObject({ MinSize: 2 });
  expect(of("database-stop")).toEqual(["rds:stopDBCluster", { DbClusterIdentifier: "wordpress-test-db" }]);
});

test("alarms are quiet meanwhile, also those of CloudFront's region, and none that a deployment watches", async () => {
  const { short, all } = await schedules({
    site: {
      ...{ title: "Site", adminUser: "marie", adminEmail: "marie@shop.test" },
      domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" },
    },
    monitoring: { emails: ["operations@example.com"] },
    deployment: { alarms: true },
    cdn: {},
  });
  const names = (name: string) => short.find(([one]) => one === name)?.[3].AlarmNames as string[];
  expect(names("alarms-stop").length).toBeGreaterThan(10);
  expect(names("alarms-start")).toEqual(names("alarms-stop"));
  expect(names("alarms-stop").filter((name) => name.includes("deployment"))).toEqual([]);
  expect(names("alarms-of-us-east1-stop").length).toBeGreaterThan(0);
  expect(all.find(({ name }) => name.endsWith("us-east1-stop"))?.provider).toBe("aws.us-east-1");
});

test("the role may do these calls on these things and nothing else", async () => {
  const { json } = await schedules();
  const { aws_iam_role_policy: policies } = JSON.parse(json).resource;
  const [{ policy }] = Object.values(policies) as [{ policy: string }];
  const actions = JSON.parse(policy).Statement.map(({ Action, Resource }: Record<string, unknown>) => [
    Action,
    Resource,
  ]);
  expect(actions).toEqual([
    [["rds:StopDBInstance", "rds:StartDBInstance"], "arn:aws:rds:eu-west-1:111122223333:db:wordpress-test-db"],
    [
      ["ecs:UpdateService", "ecs:DescribeServices"],
      "arn:aws:ecs:eu-west-1:111122223333:service/wordpress-test/wordpress-test",
    ],
  ]);
});

test("no off hours, no stack", async () => {
  expect(await synthApp(environmentWith())).not.toHaveProperty("schedule");
});

test.each([
  [{ protectData: true }, "schedule.offHours: must not be set while protectData is on"],
  [{ database: { readReplicas: 1 } }, "database.readReplicas: must be 0 with schedule.offHours"],
  [{ schedule: { offHours: { start: "00:05" } } }, "schedule.offHours.start: must be from 00:15"],
  [
    { schedule: { offHours: { start: "09:00", stop: "09:10" } } },
    "schedule.offHours.stop: must be more than 15 minutes after start, 09:00",
  ],
  [{ schedule: { offHours: { days: [] } } }, "schedule.offHours.days: must name a day"],
  [{ schedule: { offHours: { stop: "8pm" } } }, "schedule.offHours.stop: must be a time such as 20:00"],
] as [Partial<EnvironmentInput>, string][])("%j is refused: %s", (settings, rule) => {
  expect(() => environmentWith({ protectData: false, schedule: { offHours: {} }, ...settings })).toThrow(rule);
});
