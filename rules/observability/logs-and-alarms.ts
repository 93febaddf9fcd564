import { RETENTION_DAYS } from "../../aws/log-retention";
import type { Resource, Rule } from "../rule";

const LOGS_API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference";
const CLOUD_WATCH_API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference";

/** What `retention_in_days` is in the provider where nothing is set. */
const FOR_EVER = 0;

export const logAndAlarmRules: readonly Rule[] = [
  {
    id: "log-group-name",
    trap: 60,
    title: "A log group's name has 1 to 512 letters, digits and . - _ / #, and does not start with aws/",
    source: `${LOGS_API}/API_CreateLogGroup.html`,
    severity: "error",
    fix: "Replace other characters.",
    on: ["aws_cloudwatch_log_group"],
    *check(resource) {
      for (const attribute of ["name", "name_prefix"]) {
        const name = resource.text(attribute);
        if (name !== undefined && !/^(?!aws\/)[\w./#-]{1,512}$/.test(name)) yield resource.problem(attribute);
      }
    },
  },
  {
    id: "log-retention",
    trap: 60,
    title: "A log group keeps events for one of the periods that CloudWatch Logs offers",
    source: `${LOGS_API}/API_PutRetentionPolicy.html`,
    severity: "error",
    fix: "Take the next longer period, such as 7, 14, 30, 90 or 365 days.",
    on: ["aws_cloudwatch_log_group"],
    *check(resource) {
      const days = resource.number("retention_in_days");
      if (days !== undefined && days !== FOR_EVER && !RETENTION_DAYS.includes(days))
        yield resource.problem("retention_in_days");
    },
  },
  {
    id: "metric-filter-default",
    trap: 60,
    title: "A metric filter has a default value or dimensions, not both",
    source: `${LOGS_API}/API_MetricTransformation.html`,
    severity: "error",
    fix: "Remove default_value.",
    on: ["aws_cloudwatch_log_metric_filter"],
    *check(resource) {
      const transformation = resource.block("metric_transformation");
      if (transformation?.has("default_value") && transformation.has("dimensions"))
        yield transformation.problem("default_value");
    },
  },
  {
    id: "metric-filter-pattern",
    trap: 60,
    title: "A filter pattern closes its brackets and quotes",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html",
    severity: "error",
    fix: 'Write for instance { $.status >= 500 } or "PHP Fatal error".',
    on: ["aws_cloudwatch_log_metric_filter", "aws_cloudwatch_log_subscription_filter"],
    *check(resource) {
      const attribute = resource.type === "aws_cloudwatch_log_metric_filter" ? "pattern" : "filter_pattern";
      const pattern = resource.text(attribute);
      if (pattern !== undefined && !balanced(pattern)) yield resource.problem(attribute);
    },
  },
  {
    id: "alarm-period",
    trap: 60,
    title: "An alarm's period is 10, 20, 30 or a multiple of 60 seconds, and all its periods cover at most a week",
    source: `${CLOUD_WATCH_API}/API_PutMetricAlarm.html`,
    severity: "error",
    fix: "Take 60 or 300 seconds.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      const period = resource.number("period");
      if (period === undefined) return;
      const regular = [10, 20, 30].includes(period) || (period > 0 && period % 60 === 0);
      const covered = period * (resource.number("evaluation_periods") ?? 0);
      if (!regular) yield resource.problem("period");
      else if (covered > (period < 3600 ? 86_400 : 604_800))
        yield resource.problem("evaluation_periods", `${covered} s in all`);
    },
  },
  {
    id: "alarm-datapoints",
    trap: 60,
    title: "An alarm asks for at most as many breaching datapoints as it evaluates",
    source: `${CLOUD_WATCH_API}/API_PutMetricAlarm.html`,
    severity: "error",
    fix: "Lower datapoints_to_alarm or raise evaluation_periods.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      const evaluated = resource.number("evaluation_periods");
      const breaching = resource.number("datapoints_to_alarm");
      if (evaluated !== undefined && breaching !== undefined && breaching > evaluated)
        yield resource.problem("datapoints_to_alarm");
    },
  },
  {
    id: "event-log-group",
    trap: 60,
    title: "A log group that EventBridge writes to is named under /aws/events/ and has a resource policy",
    source:
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions",
    severity: "error",
    fix: "Name it /aws/events/… and add an aws_cloudwatch_log_resource_policy for events.amazonaws.com.",
    on: ["aws_cloudwatch_event_target"],
    *check(resource, tree) {
      const group = resource.follow("arn");
      if (group?.type !== "aws_cloudwatch_log_group" || group.mode !== "resource") return;
      const name = writtenName(group);
      if (name !== undefined && !name.startsWith("/aws/events/"))
        yield group.problem("name", `${resource.address} writes to it`);
      if (tree.all("aws_cloudwatch_log_resource_policy").length === 0)
        yield resource.problem("arn", "no aws_cloudwatch_log_resource_policy");
    },
  },
];

/** The fixed beginning of a group's name, also when a reference follows. */
const writtenName = (group: Resource): string | undefined => {
  const text = group.raw("name") ?? group.raw("name_prefix");
  return text?.startsWith("${") ? group.text("name") : text;
};

/** Whether quotes and brackets of a filter pattern are closed; a % encloses a regular expression. */
export function balanced(pattern: string): boolean {
  if (/^%.*%$/.test(pattern.trim())) return true;
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };
  for (const [part] of pattern.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]()"]/g)) {
    if (part === '"') return false;
    if (part.length > 1) continue;
    if (pairs[part]) open.push(pairs[part]);
    else if (open.pop() !== part) return false;
  }
  return open.length === 0;
}
