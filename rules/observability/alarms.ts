import type { Block, Finding, Resource, Rule } from "../rule";

const API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference";

/** `ALARM("name")` and the constants. */
const STATE_OF_ALARM = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*(?:"[^"]*"|[^")]+?)\s*\)|\b(?:TRUE|FALSE)\b/g;
/** Operands, each before the next with AND or OR between them. */
const COMPOSED = /^\s*(?:NOT\s+)*x(?:\s+(?:AND|OR)\s+(?:NOT\s+)*x)*\s*$/;

const statisticsOf = (alarm: Resource): string[] =>
  ["statistic", "extended_statistic"].filter((name) => alarm.has(name));

function* wrongMetric(alarm: Resource): Iterable<Finding> {
  const count = statisticsOf(alarm).length;
  if (!alarm.has("metric_name")) yield alarm.problem("metric_name", "neither a metric nor queries");
  else if (count !== 1) yield alarm.problem("statistic", `${count} of statistic and extended_statistic`);
  else for (const name of ["namespace", "period"]) if (!alarm.has(name)) yield alarm.problem(name);
}

function* wrongQueries(alarm: Resource, queries: readonly Block[]): Iterable<Finding> {
  for (const name of ["metric_name", "namespace", "period", ...statisticsOf(alarm)])
    if (alarm.has(name)) yield alarm.problem(name, "metric_query is set too");
  const returned = queries.filter((one) => one.flag("return_data") === true).length;
  const isKnown = queries.every((one) => !one.has("return_data") || one.text("return_data") !== undefined);
  if (isKnown && returned !== (alarm.has("threshold_metric_id") ? 2 : 1))
    yield alarm.problem("metric_query.return_data", `${returned} queries return data`, returned);
  for (const query of queries)
    if (query.has("expression") === query.has("metric"))
      yield query.problem("expression", "one of expression and metric");
}

export const alarmRules: readonly Rule[] = [
  {
    id: "alarm-statistic",
    trap: 60,
    title: "An alarm on one metric has one statistic, one on several has none and returns one result",
    source: `${API}/API_PutMetricAlarm.html`,
    severity: "error",
    fix: "Set statistic or extended_statistic; with metric_query set return_data = true for one of the queries.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      const queries = resource.blocks("metric_query");
      if (queries.length > 0) yield* wrongQueries(resource, queries);
      else if (!resource.has("dynamic")) yield* wrongMetric(resource);
      const percentile = resource.text("extended_statistic");
      if (
        percentile !== undefined &&
        !/^(p\d{1,2}(\.\d{1,2})?|p100|(tm|wm|tc|ts|pr)(\d|\().*|iqm|IQM|(TM|WM|TC|TS|PR)\(.*\))$/.test(percentile)
      )
        yield resource.problem("extended_statistic", "such as p99");
    },
  },
  {
    id: "alarm-threshold",
    trap: 60,
    title: "An alarm compares with a threshold, or with a band of queries",
    source: `${API}/API_PutMetricAlarm.html`,
    severity: "error",
    fix: "Set threshold, or threshold_metric_id with an operator for bands.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      const operator = resource.text("comparison_operator") ?? "";
      const isBand = /^(LessThanLowerOrGreaterThanUpper|LessThanLower|GreaterThanUpper)Threshold$/.test(operator);
      if (resource.has("threshold") && resource.has("threshold_metric_id"))
        yield resource.problem("threshold", "threshold_metric_id is set too");
      if (!resource.has("threshold") && !resource.has("threshold_metric_id") && resource.json.threshold !== 0)
        yield resource.problem("threshold");
      if (operator !== "" && isBand !== resource.has("threshold_metric_id") && resource.has("threshold_metric_id"))
        yield resource.problem("comparison_operator", "not one of a band");
      if (isBand && !resource.has("threshold_metric_id"))
        yield resource.problem("threshold_metric_id", `the operator is ${operator}`);
    },
  },
  {
    id: "composite-alarm-rule",
    trap: 60,
    title: "A composite alarm names alarms that exist, at most 100, and closes its brackets",
    source: `${API}/API_PutCompositeAlarm.html`,
    severity: "error",
    fix: "Take the names from the alarms themselves.",
    on: ["aws_cloudwatch_composite_alarm"],
    *check(resource, tree) {
      const rule = resource.text("alarm_rule");
      if (rule === undefined) return;
      if (rule.length > 10_240) yield resource.problem("alarm_rule", `${rule.length} characters`, rule.length);
      if (rule.split("(").length !== rule.split(")").length) yield resource.problem("alarm_rule", "brackets");
      const words = rule.replaceAll(STATE_OF_ALARM, " x ").trim();
      if (!COMPOSED.test(words.replaceAll(/[()]/g, " ")))
        yield resource.problem("alarm_rule", "no expression of AND, OR and NOT");
      const names = [...rule.matchAll(/\b(?:ALARM|OK|INSUFFICIENT_DATA)\(\s*"?([^")]+?)"?\s*\)/g)].map(
        ([, name]) => name ?? "",
      );
      if (new Set(names).size > 100) yield resource.problem("alarm_rule", `${names.length} alarms`, names.length);
      const alarms = tree.all("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm");
      const known = alarms.map((one) => tree.resolve(one.json.alarm_name, one.stack));
      const missing = names.find((name) => !name.startsWith("arn:") && !known.includes(name));
      if (missing !== undefined && known.every((name) => typeof name === "string"))
        yield resource.problem("alarm_rule", "no alarm of this name", missing);
    },
  },
  {
    id: "log-class",
    trap: 60,
    title: "A log group for infrequent access has neither metric filters nor subscriptions",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html",
    severity: "error",
    fix: "Take the class STANDARD.",
    on: ["aws_cloudwatch_log_group"],
    *check(resource, tree) {
      if (resource.text("log_group_class") !== "INFREQUENT_ACCESS") return;
      const [filter] = tree.referring(
        resource,
        "log_group_name",
        "aws_cloudwatch_log_metric_filter",
        "aws_cloudwatch_log_subscription_filter",
      );
      if (filter) yield resource.problem("log_group_class", `${filter.address} reads it`);
    },
  },
];
