import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { expect, test } from "vitest";
import { AlarmTopic } from "../../../constructs/observability/alarm-topic";
import { BackgroundEvents } from "../../../constructs/observability/background-events";
import { synth } from "../../support/synth";

const events = (backupVaultName?: string) =>
  synth((stack) => {
    const topic = new AlarmTopic(stack, "Topic", { name: "alarms", emails: [], publishers: ["events"] });
    new BackgroundEvents(stack, "Events", { name: "site", topic, repositoryName: "site", backupVaultName });
  }).all;
const patterns = (all: ReturnType<typeof events>) =>
  Object.fromEntries(
    all(CloudwatchEventRule).map(({ name, event_pattern }) => [name, JSON.parse(String(event_pattern))]),
  );

test("hears of backups of its vault, copies and restores that fail, and of images with critical findings", () => {
  expect(patterns(events("vault"))).toMatchObject({
    "site-BackupFailed": {
      source: ["aws.backup"],
      detail: { backupVaultName: ["vault"], state: expect.arrayContaining(["FAILED", "EXPIRED"]) },
    },
    "site-CopyFailed": { "detail-type": ["Copy Job State Change"] },
    "site-RestoreFailed": { "detail-type": ["Restore Job State Change"] },
    "site-ImageFindings": {
      detail: { "repository-name": ["site"], "finding-severity-counts": { CRITICAL: [{ numeric: [">", 0] }] } },
    },
  });
});

test("tells the topic of each", () => {
  const all = events("vault");
  expect(all(CloudwatchEventTarget).map(({ arn }) => arn)).toEqual(
    all(CloudwatchEventRule).map(() => expect.stringContaining("aws_sns_topic.Topic")),
  );
});

test("has no rules on backups without a vault", () => {
  expect(Object.keys(patterns(events()))).toEqual(["site-ImageFindings"]);
});
