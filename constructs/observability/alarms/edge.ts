import type { AlarmDefinition, Metric } from "../alarm";

/** CloudFront's metrics, which lie in us-east-1 whatever the site's region. */
function distributionMetrics(distributionId: string) {
  const metric = (metricName: string, statistic: string): Metric => ({
    namespace: "AWS/CloudFront",
    metricName,
    dimensions: { DistributionId: distributionId, Region: "Global" },
    statistic,
  });
  return { serverErrorRate: metric("5xxErrorRate", "Average") };
}

/** @param serverErrorPercent errors (5xx) among all answers of five minutes */
export function distributionAlarms(distributionId: string, serverErrorPercent: number): AlarmDefinition[] {
  return [
    {
      id: "CdnErrors",
      summary: "CloudFront answers visitors with errors.",
      firstStep: "See whether the load balancer's alarms are on too; alone, CloudFront cannot reach the load balancer.",
      runbook: "the-site-answers-with-5xx",
      metric: distributionMetrics(distributionId).serverErrorRate,
      comparison: "above",
      threshold: serverErrorPercent,
      periodSeconds: 300,
      periods: 3,
      datapoints: 2,
    },
  ];
}

export interface WatchedWebAcl {
  /** Metric name of its visibility configuration. */
  readonly metricName: string;
  /** Region of a regional web ACL; one of CloudFront has none in its metrics. */
  readonly region?: string;
}

/** @param blockedRequests requests that all rules together refused in five minutes */
export function webAclAlarms({ metricName, region }: WatchedWebAcl, blockedRequests: number): AlarmDefinition[] {
  return [
    {
      id: "BlockedRequests",
      summary: "The web ACL refuses many requests.",
      firstStep: "Look at its log: an attack, or a rule that refuses what editors or plugins do.",
      runbook: "the-web-acl-refuses-many-requests",
      // "AWS WAF metrics and dimensions" of the AWS WAF Developer Guide: ALL is the sum over the rules.
      metric: {
        namespace: "AWS/WAFV2",
        metricName: "BlockedRequests",
        dimensions: { WebACL: metricName, Rule: "ALL", ...(region === undefined ? {} : { Region: region }) },
        statistic: "Sum",
      },
      comparison: "above",
      threshold: blockedRequests,
      periodSeconds: 300,
      periods: 1,
    },
  ];
}
