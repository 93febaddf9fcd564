import type { AlarmDefinition, Metric } from "../alarm";

/** Metrics that the image writes itself, in the embedded metric format. @param namespace WP_METRICS_NAMESPACE of the tasks */
export function workerMetrics(namespace: string) {
  const metric = (metricName: string, statistic: string): Metric => ({ namespace, metricName, statistic });
  return {
    active: metric("ActiveProcesses", "Maximum"),
    idle: metric("IdleProcesses", "Minimum"),
    queue: metric("ListenQueue", "Maximum"),
    oldestDueEvent: metric("OldestDueEvent", "Maximum"),
  };
}

/** @param oldestSeconds how long an event of WordPress may have been due */
export function eventAlarms(namespace: string, oldestSeconds: number): AlarmDefinition[] {
  return [
    {
      id: "EventsWait",
      summary: "WordPress's scheduled events do not run.",
      firstStep: "Look in the log for what wp-image says of an event that was ended or failed.",
      runbook: "scheduled-events-do-not-run",
      metric: workerMetrics(namespace).oldestDueEvent,
      comparison: "above",
      threshold: oldestSeconds,
    },
  ];
}
