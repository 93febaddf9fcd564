import {
  cacheMetrics,
  cacheNodes,
  databaseMetrics,
  fileSystemMetrics,
  type WatchedCache,
  type WatchedDatabase,
} from "../constructs/observability/alarms/data";
import { loadBalancerMetrics, type WatchedLoadBalancer } from "../constructs/observability/alarms/load-balancer";
import { restoreTestAges } from "../constructs/observability/alarms/restore-test";
import { serviceMetrics, type WatchedService } from "../constructs/observability/alarms/service";
import { workerMetrics } from "../constructs/observability/alarms/workers";
import type { Graph, List } from "../constructs/observability/dashboard";
import type { LogMetrics } from "../constructs/observability/log-metrics";

export interface MonitoringGraphsProps {
  readonly loadBalancer: WatchedLoadBalancer;
  readonly service: WatchedService;
  readonly database: WatchedDatabase;
  readonly fileSystemId: string;
  readonly cache: WatchedCache | undefined;
  readonly restoreTests: boolean;
  readonly logMetrics: LogMetrics;
  /** Namespace of the metrics in the tasks' log. */
  readonly namespace: string;
}

/** The graphs of the dashboard, from the visitor inwards. */
export function monitoringGraphs(props: MonitoringGraphsProps): Graph[] {
  const { logMetrics } = props;
  const balancer = loadBalancerMetrics(props.loadBalancer);
  const service = serviceMetrics(props.service);
  const database = databaseMetrics(props.database);
  const fileSystem = fileSystemMetrics(props.fileSystemId);
  const workers = workerMetrics(props.namespace);
  return [
    { title: "Requests", metrics: [balancer.requests], unit: "Count" },
    { title: "Errors", metrics: [balancer.targetErrors, balancer.ownErrors], unit: "Count" },
    { title: "Response time, p95", metrics: [balancer.responseTime], unit: "Seconds" },
    { title: "Tasks that answer", metrics: [...balancer.healthy, ...balancer.unhealthy], unit: "Count" },
    { title: "Tasks: CPU and memory", metrics: [service.cpu, service.memory], unit: "Percent" },
    {
      title: "PHP workers",
      metrics: [workers.active, workers.idle, workers.queue],
      unit: "Count",
    },
    { title: "Scheduled events: the oldest that is due", metrics: [workers.oldestDueEvent], unit: "Seconds" },
    {
      title: "Page cache",
      metrics: [logMetrics.metric("PageCacheHits"), logMetrics.metric("PageCacheMisses")],
      unit: "Count",
    },
    {
      title: "Errors and slow requests in the log",
      metrics: [
        logMetrics.metric("PhpFatalErrors"),
        logMetrics.metric("DatabaseErrors"),
        logMetrics.metric("FailedLogins"),
        logMetrics.metric("SlowRequests"),
      ],
      unit: "Count",
    },
    { title: "Database: CPU", metrics: [database.cpu], unit: "Percent" },
    { title: "Database: connections", metrics: [database.connections], unit: "Count" },
    {
      title: "Database: free memory and storage",
      metrics: [database.freeMemory, ...(props.database.aurora ? [] : [database.freeStorage])],
      unit: "Bytes",
    },
    { title: "Files: I/O limit", metrics: [fileSystem.ioLimit], unit: "Percent" },
    ...(props.cache === undefined ? [] : cacheGraphs(props.cache)),
    ...(props.restoreTests
      ? [{ title: "Days since the last good test of a restore", metrics: restoreTestAges(props.namespace) }]
      : []),
  ];
}

/** The last good tests with their times, as the tasks that looked at what was restored wrote them down. */
export function restoreTestList(logGroupName: string): List {
  return {
    title: "Restores that were tested and good: when, of which time, and what came back",
    logGroupName,
    query: [
      "filter ispresent(restored) and ispresent(mark)",
      "fields @timestamp as tested, restored, mark as backedUp, tables, posts, users, files, bytes",
      "sort @timestamp desc",
      "limit 10",
    ],
  };
}

function cacheGraphs(cache: WatchedCache): Graph[] {
  const nodes = cacheNodes(cache).map(cacheMetrics);
  return [
    { title: "Cache: memory", metrics: nodes.map(({ memory }) => memory), unit: "Percent" },
    { title: "Cache: hit rate", metrics: nodes.map(({ hitRate }) => hitRate), unit: "Percent" },
    { title: "Cache: evictions", metrics: nodes.map(({ evictions }) => evictions), unit: "Count" },
  ];
}
