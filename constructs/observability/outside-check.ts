import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { Alarm } from "./alarm";

export interface OutsideCheckProps {
  /** First part of the alarm's name. */
  readonly prefix: string;
  /** Public name of the site, asked over HTTPS. */
  readonly domainName: string;
  /** Path that answers 200 while the site can serve, database included. @default "/readyz" */
  readonly path?: string;
  /** Topic in us-east-1. */
  readonly topicArn: string;
  /** Provider of us-east-1, where Route 53 keeps the metrics of its health checks. */
  readonly provider: TerraformProvider;
}

/** Asks the site from several continents, as a visitor would: what everything inside may miss. */
export class OutsideCheck extends Construct {
  readonly alarmArn: string;

  constructor(scope: Construct, id: string, props: OutsideCheckProps) {
    super(scope, id);
    const { prefix, domainName, path = "/readyz", topicArn, provider } = props;
    const check = new Route53HealthCheck(this, "Resource", {
      type: "HTTPS",
      fqdn: domainName,
      port: 443,
      resourcePath: path,
      requestInterval: 30,
      failureThreshold: 3,
      enableSni: true,
      tags: { Name: prefix },
      provider,
    });
    this.alarmArn = new Alarm(this, "Alarm", {
      prefix,
      id: "SiteUnreachable",
      summary: `https://${domainName}${path} does not answer.`,
      firstStep: "Open the site; then see whether a task is healthy, the certificate valid and the name resolved.",
      runbook: "the-site-does-not-answer-from-outside",
      metric: {
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensions: { HealthCheckId: check.id },
        statistic: "Minimum",
      },
      comparison: "below",
      threshold: 1,
      periods: 2,
      missingData: "breaching",
      topicArns: [topicArn],
      provider,
    }).arn;
  }
}
