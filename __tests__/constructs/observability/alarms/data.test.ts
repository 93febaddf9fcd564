import { expect, test } from "vitest";
import { cacheAlarms, databaseAlarms, fileSystemAlarms } from "../../../../constructs/observability/alarms/data";

const thresholds = { cpuPercent: 80, connections: 100, freeStorageGiB: 5, freeMemoryMiB: 128 };

test("a MySQL instance is watched by its identifier, in bytes where CloudWatch counts bytes", () => {
  const alarms = databaseAlarms({ identifier: "site-db", aurora: false }, thresholds);
  expect(alarms.map(({ id, threshold }) => [id, threshold])).toEqual([
    ["DatabaseCpu", 80],
    ["DatabaseConnections", 100],
    ["DatabaseMemory", 134217728],
    ["DatabaseStorage", 5368709120],
  ]);
  for (const { metric } of alarms) expect(metric.dimensions).toEqual({ DBInstanceIdentifier: "site-db" });
});

test("Aurora is watched as a cluster, whose storage does not run out", () => {
  const alarms = databaseAlarms({ identifier: "site-db", aurora: true }, thresholds);
  expect(alarms.map(({ id }) => id)).not.toContain("DatabaseStorage");
  for (const { metric } of alarms) expect(metric.dimensions).toEqual({ DBClusterIdentifier: "site-db" });
});

test("each node of the cache is watched by the name that ElastiCache gives it", () => {
  const alarms = cacheAlarms({ identifier: "site-cache", nodes: 2 }, { memoryPercent: 90, evictions: 1000 });
  expect(alarms.map(({ id, metric }) => [id, metric.dimensions?.CacheClusterId])).toEqual([
    ["CacheMemory1", "site-cache-001"],
    ["CacheEvictions1", "site-cache-001"],
    ["CacheMemory2", "site-cache-002"],
    ["CacheEvictions2", "site-cache-002"],
  ]);
});

test("files are watched for their limit of I/O operations", () => {
  expect(fileSystemAlarms("fs-1", 90)).toMatchObject([
    { metric: { metricName: "PercentIOLimit", dimensions: { FileSystemId: "fs-1" } }, threshold: 90 },
  ]);
});
