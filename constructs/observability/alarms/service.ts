import type { AlarmDefinition, Metric, Runbook } from "../alarm";

export interface WatchedService {
  readonly clusterName: string;
  readonly serviceName: string;
  /** Container Insights is on, which counts tasks. */
  readonly containerInsights: boolean;
}

export interface ServiceThresholds {
  readonly cpuPercent: number;
  readonly memoryPercent: number;
}

export function serviceMetrics({ clusterName, serviceName }: Pick<WatchedService, "clusterName" | "serviceName">) {
  const dimensions = { ClusterName: clusterName, ServiceName: serviceName };
  const metric = (namespace: string, metricName: string, statistic = "Average"): Metric => ({
    namespace,
    metricName,
    dimensions,
    statistic,
  });
  return {
    cpu: metric("AWS/ECS", "CPUUtilization"),
    memory: metric("AWS/ECS", "MemoryUtilization"),
    runningTasks: metric("ECS/ContainerInsights", "RunningTaskCount"),
    desiredTasks: metric("ECS/ContainerInsights", "DesiredTaskCount"),
  };
}

export function serviceAlarms(service: WatchedService, thresholds: ServiceThresholds): AlarmDefinition[] {
  const metrics = serviceMetrics(service);
  const used = (id: string, what: string, metric: Metric, threshold: number, runbook: Runbook): AlarmDefinition => ({
    id,
    summary: `The tasks use more ${what} than scaling should let them.`,
    firstStep: "See whether the service is at its maximum of tasks, and what the requests are.",
    runbook,
    metric,
    comparison: "above",
    threshold,
    periods: 15,
    datapoints: 12,
  });
  const missing: AlarmDefinition = {
    id: "TasksMissing",
    summary: "Fewer tasks run than the service wants.",
    firstStep: "Look at the service's events and at why its last tasks stopped.",
    runbook: "no-healthy-task",
    metric: metrics.runningTasks,
    minuend: metrics.desiredTasks,
    comparison: "above",
    threshold: 0,
    periods: 15,
  };
  return [
    used("TaskCpu", "CPU", metrics.cpu, thresholds.cpuPercent, "the-site-is-slow"),
    used("TaskMemory", "memory", metrics.memory, thresholds.memoryPercent, "disk-memory-or-a-certificate-runs-out"),
    ...(service.containerInsights ? [missing] : []),
  ];
}
