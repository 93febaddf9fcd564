import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { expect, test } from "vitest";
import { Alarm, type AlarmProps } from "../../../constructs/observability/alarm";
import { synth } from "../../support/synth";

const metric = { namespace: "AWS/RDS", metricName: "CPUUtilization", dimensions: { Id: "db" }, statistic: "Average" };
const alarm = (more: Partial<AlarmProps> = {}) =>
  synth((stack) => {
    new Alarm(stack, "Alarm", {
      prefix: "site",
      id: "DatabaseCpu",
      summary: "The database is busy.",
      firstStep: "Look at the slow log.",
      runbook: "the-database-is-slow-or-does-not-answer",
      metric,
      comparison: "above",
      threshold: 80,
      ...more,
    });
  }).all(CloudwatchMetricAlarm)[0];

test("its text says what is wrong, what to do first and where the checklist is", () => {
  expect(alarm()).toMatchObject({
    alarm_name: "site-database-cpu",
    alarm_description:
      "The database is busy. Look at the slow log. docs/operations.md#the-database-is-slow-or-does-not-answer",
  });
});

test("tells its topics when it goes off and when it is over", () => {
  expect(alarm({ topicArns: ["arn:topic"] })).toMatchObject({
    alarm_actions: ["arn:topic"],
    ok_actions: ["arn:topic"],
  });
  expect(alarm()).not.toHaveProperty("alarm_actions");
});

test("five minutes over the threshold are an alarm, and no data is none, unless it says otherwise", () => {
  expect(alarm()).toMatchObject({
    comparison_operator: "GreaterThanThreshold",
    threshold: 80,
    period: 60,
    evaluation_periods: 5,
    datapoints_to_alarm: 5,
    treat_missing_data: "notBreaching",
  });
  expect(
    alarm({ comparison: "below", periodSeconds: 300, periods: 3, datapoints: 2, missingData: "breaching" }),
  ).toMatchObject({
    comparison_operator: "LessThanThreshold",
    period: 300,
    evaluation_periods: 3,
    datapoints_to_alarm: 2,
    treat_missing_data: "breaching",
  });
});

test("a percentile is CloudWatch's extended statistic", () => {
  expect(alarm()).toMatchObject({ statistic: "Average" });
  const percentile = alarm({ metric: { ...metric, statistic: "p95" } });
  expect(percentile).toMatchObject({ extended_statistic: "p95" });
  expect(percentile).not.toHaveProperty("statistic");
});

test("watches the sum of metrics, in which one without data counts as 0", () => {
  const sum = alarm({ addends: [{ ...metric, dimensions: { Id: "other" } }] });
  expect(sum).toMatchObject({
    metric_query: [
      { expression: "FILL(term1, 0) + FILL(term2, 0)", return_data: true },
      { id: "term1", metric: { dimensions: { Id: "db" } } },
      { id: "term2", metric: { dimensions: { Id: "other" } } },
    ],
  });
  expect(sum).not.toHaveProperty("metric_name");
});

test("watches the difference of two metrics", () => {
  const difference = alarm({ minuend: { ...metric, metricName: "Wanted" } });
  expect(difference).toMatchObject({
    metric_query: [
      { expression: "minuend - subtrahend", return_data: true },
      { id: "minuend", metric: { metric_name: "Wanted", stat: "Average", period: 60 } },
      { id: "subtrahend", metric: { metric_name: "CPUUtilization" } },
    ],
  });
  expect(difference).not.toHaveProperty("metric_name");
});
