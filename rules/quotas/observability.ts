import { all, blocksOf, elementsOf, largest, type Quota, referringBy } from "./quota";

const LOGS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html";

const SCHEDULES = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";

/** Logs, alarms, events, trails and budgets. */
export const OBSERVABILITY_QUOTAS: readonly Quota[] = [
  {
    id: "quota-metric-filters",
    title: "metric filters a log group",
    most: 100,
    on: ["aws_cloudwatch_log_group"],
    counted: referringBy("log_group_name", "aws_cloudwatch_log_metric_filter"),
    source: LOGS,
    fix: "Count several things by one filter with dimensions.",
  },
  {
    id: "quota-subscription-filters",
    title: "subscription filters a log group",
    most: 2,
    on: ["aws_cloudwatch_log_group"],
    counted: referringBy("log_group_name", "aws_cloudwatch_log_subscription_filter"),
    source: LOGS,
    fix: "Send the log to one stream that several read.",
  },
  {
    id: "quota-metric-dimensions",
    title: "dimensions a metric filter",
    most: 3,
    on: ["aws_cloudwatch_log_metric_filter"],
    counted: (owner) =>
      owner.blocks("metric_transformation").flatMap((one) =>
        Object.keys(one.map("dimensions")).map(() => ({
          finding: (detail: string, value: unknown) => one.problem("dimensions", detail, value),
        })),
      ),
    source: LOGS,
    fix: "Name fewer dimensions.",
  },
  {
    id: "quota-log-policies",
    title: "resource policies of CloudWatch Logs a region",
    most: 10,
    on: ["aws_cloudwatch_log_resource_policy"],
    counted: (owner, tree) => all(owner, tree, "policy_name"),
    source: LOGS,
    fix: "Put the statements into fewer policies.",
  },
  {
    id: "quota-event-targets",
    title: "targets a rule of EventBridge",
    most: 5,
    on: ["aws_cloudwatch_event_rule"],
    counted: referringBy("rule", "aws_cloudwatch_event_target"),
    source: SCHEDULES,
    fix: "Send to one topic that several read.",
  },
  {
    id: "quota-budget-notifications",
    title: "notifications a budget",
    most: 10,
    on: ["aws_budgets_budget"],
    counted: (owner) => blocksOf(owner, "notification"),
    source: "https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html",
    fix: "Make a second budget.",
  },
  {
    id: "quota-budget-addresses",
    title: "addresses a notification of a budget",
    most: 10,
    on: ["aws_budgets_budget"],
    counted: (owner) =>
      largest(owner.blocks("notification").map((one) => elementsOf(one, "subscriber_email_addresses"))),
    source: "https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html",
    fix: "Notify a topic, or a list that forwards.",
  },
  {
    id: "quota-alarm-actions",
    title: "actions an alarm for one state",
    most: 5,
    on: ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"],
    counted: (owner) =>
      largest(["alarm_actions", "ok_actions", "insufficient_data_actions"].map((name) => elementsOf(owner, name))),
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
    fix: "Notify one topic that several read.",
  },
  {
    id: "quota-alarm-metrics",
    title: "metrics an alarm",
    most: 10,
    on: ["aws_cloudwatch_metric_alarm"],
    counted: (owner) =>
      blocksOf(owner, "metric_query").filter((_, index) => owner.blocks("metric_query")[index]?.has("metric")),
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
    fix: "Make several alarms and a composite one.",
  },
  {
    id: "quota-trails",
    title: "trails a region",
    most: 5,
    on: ["aws_cloudtrail"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html",
    fix: "Use one trail.",
  },
];
