import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { expect, test } from "vitest";
import { OutsideCheck } from "../../../constructs/observability/outside-check";
import { synth } from "../../support/synth";

const { all } = synth((stack) => {
  const provider = new AwsProvider(stack, "us", { region: "us-east-1", alias: "us-east-1" });
  new OutsideCheck(stack, "Check", {
    prefix: "site",
    domainName: "www.example.com",
    topicArn: "arn:aws:sns:us-east-1:111122223333:alarms",
    provider,
  });
});

test("asks the public name over HTTPS whether the site can serve", () => {
  expect(all(Route53HealthCheck)).toMatchObject([
    { type: "HTTPS", fqdn: "www.example.com", port: 443, resource_path: "/readyz", enable_sni: true },
  ]);
});

test("alarms where Route 53 keeps its metrics, and takes silence for a fault", () => {
  expect(all(CloudwatchMetricAlarm)).toMatchObject([
    {
      alarm_name: "site-site-unreachable",
      namespace: "AWS/Route53",
      metric_name: "HealthCheckStatus",
      statistic: "Minimum",
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      treat_missing_data: "breaching",
      alarm_actions: ["arn:aws:sns:us-east-1:111122223333:alarms"],
      provider: "aws.us-east-1",
    },
  ]);
});
