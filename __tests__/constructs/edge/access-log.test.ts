import { CloudwatchLogDelivery } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery";
import { CloudwatchLogDeliveryDestination } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination";
import { CloudwatchLogDeliverySource } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-source";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { expect, test } from "vitest";
import { AccessLog, type AccessLogProps } from "../../../constructs/edge/access-log";
import { synth } from "../../support/synth";

const build = (props: Partial<AccessLogProps> = {}) =>
  synth((stack) => {
    const provider = new AwsProvider(stack, "UsEast1", { region: "us-east-1", alias: "us_east_1" });
    new AccessLog(stack, "AccessLog", {
      name: "site",
      distributionArn: "arn:aws:cloudfront::111122223333:distribution/E1",
      provider,
      retentionDays: 30,
      ...props,
    });
  });

test("every request becomes a line of JSON in a log group that forgets", () => {
  const { all } = build({ retentionDays: 14, kmsKeyArn: "arn:key" });
  expect(all(CloudwatchLogGroup)).toMatchObject([
    { name: "/aws/vendedlogs/cloudfront/site", retention_in_days: 14, kms_key_id: "arn:key" },
  ]);
  expect(all(CloudwatchLogDeliverySource)).toMatchObject([
    { log_type: "ACCESS_LOGS", resource_arn: "arn:aws:cloudfront::111122223333:distribution/E1" },
  ]);
  expect(all(CloudwatchLogDeliveryDestination)).toMatchObject([
    {
      output_format: "json",
      delivery_destination_configuration: [{ destination_resource_arn: expect.stringContaining("log_group") }],
    },
  ]);
});

test("no line holds a cookie", () => {
  const [{ record_fields: fields } = {}] = build().all(CloudwatchLogDelivery);
  expect(fields).toEqual(expect.arrayContaining(["c-ip", "cs-uri-stem", "sc-status", "x-edge-result-type"]));
  expect(JSON.stringify(fields)).not.toMatch(/cookie/i);
});

test("deliveries of this account alone may write, and may before the first comes", () => {
  const { all, byId } = build();
  const [{ policy_document: document } = {}] = all(CloudwatchLogResourcePolicy);
  expect(JSON.parse(String(document)).Statement).toMatchObject([
    {
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: expect.stringMatching(/:log-stream:\*$/),
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
  ]);
  const [policy] = Object.keys(byId(CloudwatchLogResourcePolicy));
  expect(all(CloudwatchLogDelivery)).toMatchObject([{ depends_on: [`aws_cloudwatch_log_resource_policy.${policy}`] }]);
});

test("all of it lies in us-east-1", () => {
  const { all } = build();
  const types = [CloudwatchLogGroup, CloudwatchLogResourcePolicy, CloudwatchLogDeliverySource];
  for (const type of [...types, CloudwatchLogDeliveryDestination, CloudwatchLogDelivery]) {
    expect(all(type)).toMatchObject([{ provider: "aws.us_east_1" }]);
  }
});
