import type { PricedTypes } from "../charge";
import { logGigabytes, requests } from "../use";

const THOUSAND = 1000;

export const services: PricedTypes = {
  aws_kms_key: {
    byHour: () => [{ part: "Keys and secrets", item: "key", quantity: 1 }],
    notCounted: "requests to KMS, and one dollar more for a key whose material was rotated",
  },
  aws_secretsmanager_secret: { byHour: () => [{ part: "Keys and secrets", item: "secret", quantity: 1 }] },
  aws_cloudwatch_metric_alarm: {
    byHour: (alarm) => {
      const metrics = alarm.blocks("metric_query").filter((query) => query.has("metric")).length;
      return [{ part: "Alarms, dashboard, health check", item: "alarm", quantity: Math.max(1, metrics) }];
    },
  },
  aws_cloudwatch_dashboard: {
    byHour: () => [{ part: "Alarms, dashboard, health check", item: "dashboard", quantity: 1 }],
  },
  aws_route53_health_check: {
    byHour: (check) => [
      { part: "Alarms, dashboard, health check", item: "health-check", quantity: 1 },
      ...(check.text("type")?.startsWith("HTTPS")
        ? [{ part: "Alarms, dashboard, health check", item: "health-check-https", quantity: 1 } as const]
        : []),
    ],
  },
  aws_cloudwatch_log_group: { notCounted: "logs other than access logs, and what is kept of them" },
  aws_cloudwatch_log_delivery: {
    byUse: (_, { use }) => [
      { part: "Logs", item: "logs-in", quantity: logGigabytes(requests(use)), note: "access log of CloudFront" },
    ],
  },
  aws_cloudwatch_log_metric_filter: { notCounted: "metrics from the log, by the hours in which they have a value" },
  aws_sesv2_email_identity: {
    byUse: (_, { use }) => [{ part: "Mail", item: "mail", quantity: use.mails / THOUSAND }],
  },
  aws_wafv2_web_acl_logging_configuration: { notCounted: "the log of the web ACL" },
  aws_sns_topic: { notCounted: "alarms by mail above the thousand a month that are free" },
};
