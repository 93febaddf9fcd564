import { expect, test } from "vitest";
import { deploymentAlarms, loadBalancerAlarms } from "../../../../constructs/observability/alarms/load-balancer";

const balancer = { arnSuffix: "app/site/1", targetGroupArnSuffix: "targetgroup/site/2" };

test("silence about healthy tasks is the fault; silence about errors is not", () => {
  const alarms = loadBalancerAlarms(balancer, { serverErrors: 10, p95Seconds: 2 });
  expect(alarms.filter(({ missingData }) => missingData === "breaching").map(({ id }) => id)).toEqual([
    "NoHealthyTask",
  ]);
});

test("counts the load balancer's own errors apart from WordPress's, which know their target group", () => {
  const alarms = loadBalancerAlarms(balancer, { serverErrors: 10, p95Seconds: 2 });
  const dimensions = Object.fromEntries(alarms.map(({ id, metric }) => [id, metric.dimensions]));
  expect(dimensions.LoadBalancerErrors).toEqual({ LoadBalancer: "app/site/1" });
  expect(dimensions.TargetErrors).toEqual({ LoadBalancer: "app/site/1", TargetGroup: "targetgroup/site/2" });
});

test("takes its thresholds from the environment", () => {
  const alarms = loadBalancerAlarms(balancer, { serverErrors: 7, p95Seconds: 1.5 });
  const threshold = Object.fromEntries(alarms.map(({ id, threshold }) => [id, threshold]));
  expect(threshold).toMatchObject({ LoadBalancerErrors: 7, TargetErrors: 7, SlowResponses: 1.5, UnhealthyTasks: 0 });
});

test("a deployment watches errors and unhealthy tasks, by the minute", () => {
  const alarms = deploymentAlarms(balancer, 4);
  expect(alarms.map(({ id, threshold, metric }) => [id, threshold, metric.metricName])).toEqual([
    ["DeploymentErrors", 4, "HTTPCode_Target_5XX_Count"],
    ["DeploymentUnhealthyTasks", 0, "UnHealthyHostCount"],
  ]);
  for (const { periodSeconds } of alarms) expect(periodSeconds ?? 60).toBe(60);
});
