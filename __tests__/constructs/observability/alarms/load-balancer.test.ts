import { expect, test } from "vitest";
import { deploymentAlarms, loadBalancerAlarms } from "../../../../constructs/observability/alarms/load-balancer";

const balancer = { arnSuffix: "app/site/1", targetGroupArnSuffixes: ["targetgroup/site/2"] };

test("silence about healthy tasks is the fault; silence about errors is not", () => {
  const alarms = loadBalancerAlarms(balancer, { serverErrors: 10, p95Seconds: 2 });
  expect(alarms.filter(({ missingData }) => missingData === "breaching").map(({ id }) => id)).toEqual([
    "NoHealthyTask",
  ]);
});

test("counts the load balancer's own errors apart from WordPress's", () => {
  const alarms = loadBalancerAlarms(balancer, { serverErrors: 10, p95Seconds: 2 });
  const metrics = Object.fromEntries(alarms.map(({ id, metric }) => [id, metric.metricName]));
  expect(metrics.LoadBalancerErrors).toBe("HTTPCode_ELB_5XX_Count");
  expect(metrics.TargetErrors).toBe("HTTPCode_Target_5XX_Count");
});

test("counts tasks over all target groups, for either may have them", () => {
  const two = { arnSuffix: "app/site/1", targetGroupArnSuffixes: ["targetgroup/blue/2", "targetgroup/green/3"] };
  const healthy = loadBalancerAlarms(two, { serverErrors: 10, p95Seconds: 2 }).find(({ id }) => id === "NoHealthyTask");
  expect([healthy?.metric, ...(healthy?.addends ?? [])].map((one) => one?.dimensions?.TargetGroup)).toEqual([
    "targetgroup/blue/2",
    "targetgroup/green/3",
  ]);
  expect(() => deploymentAlarms({ arnSuffix: "app/site/1", targetGroupArnSuffixes: [] }, 1)).toThrow(
    "a load balancer must have a target group to be watched, got none",
  );
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
