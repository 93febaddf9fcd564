import type { AlarmDefinition, Metric } from "../alarm";

export interface WatchedLoadBalancer {
  /** Part of its ARN that CloudWatch wants. */
  readonly arnSuffix: string;
  /** One, or two between which a deployment shifts requests. */
  readonly targetGroupArnSuffixes: readonly string[];
}

export interface LoadBalancerThresholds {
  /** Errors (5xx) in five minutes. */
  readonly serverErrors: number;
  /** Time to the first byte that one request of twenty exceeds, in seconds. */
  readonly p95Seconds: number;
}

const NAMESPACE = "AWS/ApplicationELB";

/** Metrics of a load balancer as a whole, and the numbers of tasks by target group. */
export function loadBalancerMetrics({ arnSuffix, targetGroupArnSuffixes }: WatchedLoadBalancer) {
  const whole = { LoadBalancer: arnSuffix };
  const metric = (metricName: string, statistic: string, dimensions: Record<string, string> = whole): Metric => ({
    namespace: NAMESPACE,
    metricName,
    dimensions,
    statistic,
  });
  const byGroup = (metricName: string, statistic: string) =>
    targetGroupArnSuffixes.map((TargetGroup) => metric(metricName, statistic, { ...whole, TargetGroup }));
  return {
    requests: metric("RequestCount", "Sum"),
    ownErrors: metric("HTTPCode_ELB_5XX_Count", "Sum"),
    targetErrors: metric("HTTPCode_Target_5XX_Count", "Sum"),
    responseTime: metric("TargetResponseTime", "p95"),
    unhealthy: byGroup("UnHealthyHostCount", "Maximum"),
    healthy: byGroup("HealthyHostCount", "Minimum"),
  };
}

/** What an alarm watches over all target groups. */
function summed([metric, ...addends]: readonly Metric[]): Pick<AlarmDefinition, "metric" | "addends"> {
  if (metric === undefined) throw new Error("a load balancer must have a target group to be watched, got none");
  return { metric, addends };
}

export function loadBalancerAlarms(
  balancer: WatchedLoadBalancer,
  thresholds: LoadBalancerThresholds,
): AlarmDefinition[] {
  const metrics = loadBalancerMetrics(balancer);
  return [
    {
      id: "NoHealthyTask",
      summary: "No task answers its health check: the site is down.",
      firstStep: "Look at the service's events and the last lines of its log.",
      runbook: "no-healthy-task",
      ...summed(metrics.healthy),
      comparison: "below",
      threshold: 1,
      periods: 2,
      missingData: "breaching",
    },
    {
      id: "UnhealthyTasks",
      summary: "Tasks fail their health check.",
      firstStep: "Look at the log of the tasks that the target group shows as unhealthy.",
      runbook: "no-healthy-task",
      ...summed(metrics.unhealthy),
      comparison: "above",
      threshold: 0,
    },
    {
      id: "LoadBalancerErrors",
      summary: "The load balancer itself answers with errors: it reached no task in time.",
      firstStep: "Compare running and desired tasks, then response times.",
      runbook: "the-site-answers-with-5xx",
      metric: metrics.ownErrors,
      comparison: "above",
      threshold: thresholds.serverErrors,
      periodSeconds: 300,
      periods: 1,
    },
    {
      id: "TargetErrors",
      summary: "WordPress answers with errors.",
      firstStep: "Run the saved query for PHP errors over the last hour.",
      runbook: "the-site-answers-with-5xx",
      metric: metrics.targetErrors,
      comparison: "above",
      threshold: thresholds.serverErrors,
      periodSeconds: 300,
      periods: 1,
    },
    {
      id: "SlowResponses",
      summary: "One request of twenty is slow.",
      firstStep: "Look at the database's and the tasks' CPU, then run the saved query for slow requests.",
      runbook: "the-site-is-slow",
      metric: metrics.responseTime,
      comparison: "above",
      threshold: thresholds.p95Seconds,
      periodSeconds: 300,
      periods: 3,
    },
  ];
}

/** What a deployment watches: it is rolled back when new tasks make errors or are unhealthy. */
export function deploymentAlarms(balancer: WatchedLoadBalancer, serverErrors: number): AlarmDefinition[] {
  const metrics = loadBalancerMetrics(balancer);
  return [
    {
      id: "DeploymentErrors",
      summary: "WordPress answers with errors during a deployment, which is rolled back.",
      firstStep: "Run the saved query for PHP errors and look at what the deployment changed.",
      runbook: "the-deployment-was-rolled-back",
      metric: metrics.targetErrors,
      comparison: "above",
      threshold: serverErrors,
      periods: 2,
    },
    {
      id: "DeploymentUnhealthyTasks",
      summary: "Tasks that served are unhealthy during a deployment, which is rolled back.",
      firstStep: "Look at the log of the tasks that the target group shows as unhealthy.",
      runbook: "the-deployment-was-rolled-back",
      ...summed(metrics.unhealthy),
      comparison: "above",
      threshold: 0,
      periods: 3,
    },
  ];
}
