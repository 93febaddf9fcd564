import { expect, test } from "vitest";
import { serviceAlarms } from "../../../../constructs/observability/alarms/service";

const service = { clusterName: "site", serviceName: "site", containerInsights: true };
const thresholds = { cpuPercent: 85, memoryPercent: 90 };

test("watches CPU, memory and missing tasks of the service", () => {
  const alarms = serviceAlarms(service, thresholds);
  expect(alarms.map(({ id, threshold }) => [id, threshold])).toEqual([
    ["TaskCpu", 85],
    ["TaskMemory", 90],
    ["TasksMissing", 0],
  ]);
  for (const { metric } of alarms) expect(metric.dimensions).toEqual({ ClusterName: "site", ServiceName: "site" });
});

test("tasks are counted by Container Insights only", () => {
  const alarms = serviceAlarms({ ...service, containerInsights: false }, thresholds);
  expect(alarms.map(({ id }) => id)).toEqual(["TaskCpu", "TaskMemory"]);
});
