import type { Metric } from "../constructs/observability/alarm";
import {
  cacheMetrics,
  cacheNodes,
  databaseMetrics,
  fileSystemMetrics,
  type WatchedCache,
  type WatchedDatabase,
} from "../constructs/observability/alarms/data";
import { loadBalancerMetrics, type WatchedLoadBalancer } from "../constructs/observability/alarms/load-balancer";
import { serviceMetrics, type WatchedService } from "../constructs/observability/alarms/service";
import type { Graph } from "../constructs/observability/dashboard";
import type { LogMetrics } from "../constructs/observability/log-metrics";

export interface MonitoringGraphsProps {
  readonly loadBalancer: WatchedLoadBalancer;
  readonly service: WatchedService;
  readonly database: WatchedDatabase;
  readonly fileSystemId: string;
  readonly cache: WatchedCache | undefined;
  readonly logMetrics: LogMetrics;
}

/** The image writes these itself, in the embedded metric format, when WP_METRICS is emf. */
const phpMetric = (metricName: string, statistic: string): Metric => ({
  namespace: "WordPress/PHP-FPM",
  metricName,
  statistic,
});

/** The graphs of the dashboard, from the visitor inwards. */
export function monitoringGraphs(props: MonitoringGraphsProps): Graph[] {
  const { logMetrics } = props;
  const balancer = loadBalancerMetrics(props.loadBalancer);
  const service = serviceMetrics(props.service);
  const database = databaseMetrics(props.database);
  const fileSystem = fileSystemMetrics(props.fileSystemId);
  return [
    { title: "Requests", metrics: [balancer.requests], unit: "Count" },
    { title: "Errors", metrics: [balancer.targetErrors, balancer.ownErrors], unit: "Count" },
    { title: "Response time, p95", metrics: [balancer.responseTime], unit: "Seconds" },
    { title: "Tasks that answer", metrics: [...balancer.healthy, ...balancer.unhealthy], unit: "Count" },
    { title: "Tasks: CPU and memory", metrics: [service.cpu, service.memory], unit: "Percent" },
    {
      title: "PHP workers",
      metrics: [
        phpMetric("ActiveProcesses", "Maximum"),
        phpMetric("IdleProcesses", "Minimum"),
        phpMetric("ListenQueue", "Maximum"),
      ],
      unit: "Count",
    },
    {
      title: "Page cache",
      metrics: [logMetrics.metric("PageCacheHits"), logMetrics.metric("PageCacheMisses")],
      unit: "Count",
    },
    {
      title: "Errors in the log",
      metrics: [
        logMetrics.metric("PhpFatalErrors"),
        logMetrics.metric("DatabaseErrors"),
        logMetrics.metric("FailedLogins"),
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
  ];
}

function cacheGraphs(cache: WatchedCache): Graph[] {
  const nodes = cacheNodes(cache).map(cacheMetrics);
  return [
    { title: "Cache: memory", metrics: nodes.map(({ memory }) => memory), unit: "Percent" },
    { title: "Cache: hit rate", metrics: nodes.map(({ hitRate }) => hitRate), unit: "Percent" },
    { title: "Cache: evictions", metrics: nodes.map(({ evictions }) => evictions), unit: "Count" },
  ];
}
