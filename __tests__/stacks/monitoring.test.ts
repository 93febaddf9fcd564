import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { expect, test } from "vitest";
import type { EnvironmentInput } from "../../environments";
import { anchors } from "../docs/support/markdown";
import { environmentWith, resources, type SynthesizedStack, synthApp } from "../support/synth-app";

const domain = { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" };
const site = { title: "T", adminUser: "a", adminEmail: "a@example.com", domain };
const watched = (settings: Partial<EnvironmentInput> = {}) =>
  synthApp(environmentWith({ monitoring: { emails: ["ops@example.com"] }, ...settings }));
const cdn = { site, cdn: {} };
const alarmNames = (stack: SynthesizedStack | undefined) =>
  resources(stack, CloudwatchMetricAlarm).map(({ alarm_name }) => String(alarm_name).replace("wordpress-test-", ""));

test("an environment without the section has no alarms, no topic and no such stack", async () => {
  expect(Object.keys(await synthApp(environmentWith())).sort()).toEqual([
    "data",
    "image",
    "network",
    "service",
    "state",
  ]);
});

test("every part of the site has its alarms", async () => {
  const { monitoring } = await watched({ site, cache: { replicas: 1 } });
  expect(alarmNames(monitoring).sort()).toEqual([
    "cache-evictions1",
    "cache-evictions2",
    "cache-memory1",
    "cache-memory2",
    "certificate-ends",
    "database-connections",
    "database-cpu",
    "database-errors",
    "database-memory",
    "database-storage",
    "events-wait",
    "failed-logins",
    "file-system-io",
    "image-findings-untold",
    "load-balancer-errors",
    "no-healthy-task",
    "php-fatal-errors",
    "site-unreachable",
    "slow-responses",
    "target-errors",
    "task-cpu",
    "task-memory",
    "tasks-missing",
    "unhealthy-tasks",
  ]);
});

test("mail by SES is watched by what SES judges accounts by", async () => {
  const { monitoring } = await watched({ site, mail: { from: "shop@example.com" } });
  const alarms = resources(monitoring, CloudwatchMetricAlarm).filter(({ namespace }) => namespace === "AWS/SES");
  expect(alarms).toMatchObject([
    {
      metric_name: "Reputation.BounceRate",
      threshold: 0.05,
      dimensions: { "ses:configuration-set": "wordpress-test" },
    },
    { metric_name: "Reputation.ComplaintRate", threshold: 0.001 },
  ]);
});

test("behind CloudFront its errors and its web ACL are watched where their metrics are", async () => {
  const { monitoring } = await watched({ ...cdn, monitoring: { outsideCheck: false } });
  const global = resources(monitoring, CloudwatchMetricAlarm).filter(({ provider }) => provider === "aws.us-east-1");
  expect(global).toMatchObject([
    { alarm_name: "wordpress-test-blocked-requests", dimensions: { WebACL: "wordpress-test-cdn" } },
    { alarm_name: "wordpress-test-cdn-certificate-ends", threshold: 30 },
    { alarm_name: "wordpress-test-cdn-errors", threshold: 5 },
  ]);
  expect(monitoring?.dependencies).toContain("test-edge");
  const { monitoring: unguarded } = await watched({ ...cdn, cdn: { waf: "off" } });
  expect(alarmNames(unguarded)).not.toContain("blocked-requests");
});

test("the web ACL of a load balancer is watched in its own region", async () => {
  const { monitoring } = await watched({ site, loadBalancer: { waf: "block" } });
  expect(resources(monitoring, CloudwatchMetricAlarm).find(({ namespace }) => namespace === "AWS/WAFV2")).toMatchObject(
    {
      dimensions: { WebACL: "wordpress-test-load-balancer", Rule: "ALL", Region: "eu-west-1" },
      alarm_actions: [expect.stringContaining("aws_sns_topic.Topic_")],
    },
  );
});

test.each([{ site }, cdn])(
  "every alarm notifies a topic of the same region and says what no data means",
  async (settings) => {
    for (const alarm of resources((await watched(settings)).monitoring, CloudwatchMetricAlarm)) {
      const outside = alarm.provider === "aws.us-east-1";
      const topic = expect.stringMatching(outside ? /aws_sns_topic\.GlobalTopic_/ : /aws_sns_topic\.Topic_/);
      expect(alarm).toMatchObject({ alarm_actions: [topic], ok_actions: [topic] });
      expect(["breaching", "notBreaching"]).toContain(alarm.treat_missing_data);
    }
  },
);

test("in us-east-1 one topic serves the region's and CloudFront's alarms", async () => {
  const zones = ["us-east-1a", "us-east-1b"];
  const { monitoring } = await watched({ ...cdn, region: "us-east-1", network: { availabilityZones: zones } });
  expect(resources(monitoring, SnsTopic)).toHaveLength(1);
  for (const { alarm_actions } of resources(monitoring, CloudwatchMetricAlarm))
    expect(alarm_actions).toEqual([expect.stringMatching(/aws_sns_topic\.Topic_/)]);
});

test("every alarm names a checklist of the operations guide, and the guide has it", async () => {
  const { monitoring, service } = await watched({ ...cdn, cache: {}, deployment: { alarms: true } });
  const alarms = [...resources(monitoring, CloudwatchMetricAlarm), ...resources(service, CloudwatchMetricAlarm)];
  expect(alarms.length).toBeGreaterThan(20);
  for (const { alarm_name, alarm_description } of alarms) {
    const [, anchor] = /docs\/operations\.md#(\S+)$/.exec(String(alarm_description)) ?? [];
    expect(anchors("docs/operations.md"), `${alarm_name}: ${alarm_description}`).toContain(anchor);
  }
});

test("the dashboard shows every alarm of the region and the graphs of what is there", async () => {
  const { monitoring } = await watched({ cache: {} });
  const [dashboard] = resources(monitoring, CloudwatchDashboard);
  const { widgets } = JSON.parse(String(dashboard?.dashboard_body));
  expect(widgets[0].properties.alarms).toHaveLength(resources(monitoring, CloudwatchMetricAlarm).length);
  const titles = widgets.map(({ properties }: { properties: { title: string } }) => properties.title);
  expect(titles).toEqual(expect.arrayContaining(["Requests", "PHP workers", "Page cache", "Cache: hit rate"]));
  const [plain] = resources((await watched()).monitoring, CloudwatchDashboard);
  expect(plain?.dashboard_body).not.toContain("Cache: hit rate");
});

test("the outside check needs a name, lies in us-east-1 and can be left out", async () => {
  const { monitoring } = await watched({ site, customerManagedKey: true });
  expect(resources(monitoring, Route53HealthCheck)).toMatchObject([{ provider: "aws.us-east-1" }]);
  expect(resources(monitoring, KmsKey)).toMatchObject([{ provider: "aws.us-east-1" }]);
  expect(resources(monitoring, SnsTopic)).toHaveLength(2);
  expect(resources((await watched()).monitoring, Route53HealthCheck)).toEqual([]);
  expect(
    resources((await watched({ site, monitoring: { outsideCheck: false } })).monitoring, Route53HealthCheck),
  ).toEqual([]);
});

test("a key of the environment's own encrypts the topics", async () => {
  const keys = resources((await watched({ site, customerManagedKey: true })).monitoring, SnsTopic).map(
    ({ kms_master_key_id }) => kms_master_key_id,
  );
  expect(keys).toEqual([expect.stringContaining("aws_kms_key.GlobalKey"), expect.stringContaining("test-data")]);
});

test("PHP's workers tell their state only where somebody watches", async () => {
  const definition = (stacks: Awaited<ReturnType<typeof watched>>) =>
    JSON.stringify(stacks.service?.resource.aws_ecs_task_definition);
  expect(definition(await watched())).toContain('WP_METRICS_NAMESPACE\\",\\"value\\":\\"WordPress/wordpress-test');
  expect(definition(await synthApp(environmentWith()))).not.toContain("WP_METRICS");
});

test("log metrics are counted in the service's log group", async () => {
  for (const { log_group_name } of resources((await watched()).monitoring, CloudwatchLogMetricFilter)) {
    expect(log_group_name).toContain("test-service");
  }
});
