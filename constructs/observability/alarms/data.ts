import type { AlarmDefinition, Metric } from "../alarm";

export interface WatchedDatabase {
  readonly identifier: string;
  /** Aurora counts by cluster, and its storage grows by itself. */
  readonly aurora: boolean;
}

export interface DatabaseThresholds {
  readonly cpuPercent: number;
  readonly connections: number;
  readonly freeStorageGiB: number;
  readonly freeMemoryMiB: number;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

export function databaseMetrics({ identifier, aurora }: WatchedDatabase) {
  const metric = (metricName: string, statistic: string): Metric => ({
    namespace: "AWS/RDS",
    metricName,
    dimensions: aurora ? { DBClusterIdentifier: identifier } : { DBInstanceIdentifier: identifier },
    statistic,
  });
  return {
    cpu: metric("CPUUtilization", "Average"),
    connections: metric("DatabaseConnections", "Maximum"),
    freeMemory: metric("FreeableMemory", "Minimum"),
    freeStorage: metric("FreeStorageSpace", "Minimum"),
  };
}

export function databaseAlarms(database: WatchedDatabase, thresholds: DatabaseThresholds): AlarmDefinition[] {
  const metrics = databaseMetrics(database);
  const storage: AlarmDefinition = {
    id: "DatabaseStorage",
    summary: "The database is about to run out of storage.",
    firstStep: "Raise database.maxStorageGiB and deploy; storage then grows by itself.",
    runbook: "the-database-is-slow-or-does-not-answer",
    metric: metrics.freeStorage,
    comparison: "below",
    threshold: thresholds.freeStorageGiB * GIB,
    periods: 3,
  };
  return [
    {
      id: "DatabaseCpu",
      summary: "The database's CPU is busy.",
      firstStep: "Look at the slow query log and at the longest statements in Performance Insights.",
      runbook: "the-database-is-slow-or-does-not-answer",
      metric: metrics.cpu,
      comparison: "above",
      threshold: thresholds.cpuPercent,
      periods: 15,
      datapoints: 12,
    },
    {
      id: "DatabaseConnections",
      summary: "The database has many connections.",
      firstStep: "Compare the number of tasks with the PHP workers of each, then look for long statements.",
      runbook: "the-database-is-slow-or-does-not-answer",
      metric: metrics.connections,
      comparison: "above",
      threshold: thresholds.connections,
    },
    {
      id: "DatabaseMemory",
      summary: "The database has little memory left.",
      firstStep: "Take a larger instance class, or fewer connections.",
      runbook: "the-database-is-slow-or-does-not-answer",
      metric: metrics.freeMemory,
      comparison: "below",
      threshold: thresholds.freeMemoryMiB * MIB,
      periods: 15,
      datapoints: 12,
    },
    ...(database.aurora ? [] : [storage]),
  ];
}

export function fileSystemMetrics(fileSystemId: string) {
  const metric = (metricName: string, statistic: string): Metric => ({
    namespace: "AWS/EFS",
    metricName,
    dimensions: { FileSystemId: fileSystemId },
    statistic,
  });
  return { ioLimit: metric("PercentIOLimit", "Maximum"), bytes: metric("TotalIOBytes", "Sum") };
}

/** Elastic throughput has no burst credits to run out of; the limit on I/O operations remains. */
export function fileSystemAlarms(fileSystemId: string, ioPercent: number): AlarmDefinition[] {
  return [
    {
      id: "FileSystemIo",
      summary: "The file system is close to its limit of I/O operations.",
      firstStep: "See which plugin writes files, and whether pages come from the cache.",
      runbook: "the-site-is-slow",
      metric: fileSystemMetrics(fileSystemId).ioLimit,
      comparison: "above",
      threshold: ioPercent,
      periods: 15,
      datapoints: 12,
    },
  ];
}

export interface WatchedCache {
  /** Id of the replication group; its nodes are numbered from it. */
  readonly identifier: string;
  readonly nodes: number;
}

export interface CacheThresholds {
  readonly memoryPercent: number;
  /** Keys thrown out in five minutes. */
  readonly evictions: number;
}

export function cacheMetrics(node: string) {
  const metric = (metricName: string, statistic: string): Metric => ({
    namespace: "AWS/ElastiCache",
    metricName,
    dimensions: { CacheClusterId: node },
    statistic,
  });
  return {
    memory: metric("DatabaseMemoryUsagePercentage", "Maximum"),
    evictions: metric("Evictions", "Sum"),
    cpu: metric("EngineCPUUtilization", "Average"),
    hitRate: metric("CacheHitRate", "Average"),
  };
}

/** ElastiCache names a group's nodes `<group>-001` and so on. */
export function cacheNodes({ identifier, nodes }: WatchedCache): string[] {
  return Array.from({ length: nodes }, (_, index) => `${identifier}-${String(index + 1).padStart(3, "0")}`);
}

export function cacheAlarms(cache: WatchedCache, thresholds: CacheThresholds): AlarmDefinition[] {
  return cacheNodes(cache).flatMap((node, index) => {
    const metrics = cacheMetrics(node);
    return [
      {
        id: `CacheMemory${index + 1}`,
        summary: `The memory of cache node ${index + 1} is full.`,
        firstStep: "Look at evictions; take a larger cache.nodeType if they hurt.",
        runbook: "disk-memory-or-a-certificate-runs-out",
        metric: metrics.memory,
        comparison: "above" as const,
        threshold: thresholds.memoryPercent,
      },
      {
        id: `CacheEvictions${index + 1}`,
        summary: `Cache node ${index + 1} throws keys out before their time.`,
        firstStep: "Take a larger cache.nodeType, or find what fills the cache.",
        runbook: "disk-memory-or-a-certificate-runs-out",
        metric: metrics.evictions,
        comparison: "above" as const,
        threshold: thresholds.evictions,
        periodSeconds: 300,
        periods: 3,
      },
    ];
  });
}
