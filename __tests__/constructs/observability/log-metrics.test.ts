import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { expect, test } from "vitest";
import { LogMetrics } from "../../../constructs/observability/log-metrics";
import { synth } from "../../support/synth";

let made: LogMetrics;
const filters = synth((stack) => {
  made = new LogMetrics(stack, "LogMetrics", { logGroupName: "/ecs/site", namespace: "WordPress/site" });
}).all(CloudwatchLogMetricFilter);

test("counts in the log group, with zeros where nothing happens", () => {
  expect(filters.map(({ name }) => name).sort()).toEqual([
    "DatabaseErrors",
    "FailedLogins",
    "PageCacheHits",
    "PageCacheMisses",
    "PhpFatalErrors",
    "SlowRequests",
  ]);
  for (const filter of filters) {
    expect(filter).toMatchObject({
      log_group_name: "/ecs/site",
      metric_transformation: { name: filter.name, namespace: "WordPress/site", value: "1", default_value: "0" },
    });
    expect(filter.metric_transformation).not.toHaveProperty("dimensions");
  }
});

test("asks for fields that the container writes", () => {
  const rootfs = join(__dirname, "../../../image/rootfs");
  const read = (path: string) => readFileSync(join(rootfs, path), "utf8");
  const format =
    read("etc/nginx/wp-image/log.conf") + read("usr/lib/wp-image/php/LogMessage.php").replace(/'(\w+)' => /g, '"$1":');
  const asked = filters.flatMap(({ pattern }) => [...String(pattern).matchAll(/\$\.(\w+)/g)].map(([, field]) => field));
  expect(asked).toContain("cache");
  for (const field of asked) expect(format).toContain(`"${field}":`);
});

test("has an alarm for each kind of error, over what is counted", () => {
  const alarms = made.alarms({ phpErrors: 5, databaseErrors: 6, failedLogins: 50 });
  expect(alarms.map(({ id, threshold, metric }) => [id, threshold, metric.metricName])).toEqual([
    ["PhpFatalErrors", 5, "PhpFatalErrors"],
    ["DatabaseErrors", 6, "DatabaseErrors"],
    ["FailedLogins", 50, "FailedLogins"],
  ]);
  for (const { metric } of alarms) expect(metric).toMatchObject({ namespace: "WordPress/site", statistic: "Sum" });
});
