import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { expect, test } from "vitest";
import { AlarmTopic } from "../../../constructs/observability/alarm-topic";
import { BackupEvents } from "../../../constructs/observability/backup-events";
import { synth } from "../../support/synth";

const { all } = synth((stack) => {
  const topic = new AlarmTopic(stack, "Topic", { name: "alarms", emails: [], publishers: ["events"] });
  new BackupEvents(stack, "Events", { name: "site", topic, backupVaultName: "vault" });
});

test("hears of backups of its vault, copies and restores that fail", () => {
  const patterns = all(CloudwatchEventRule).map(({ name, event_pattern }) => [name, JSON.parse(String(event_pattern))]);
  expect(Object.fromEntries(patterns)).toMatchObject({
    "site-BackupFailed": {
      source: ["aws.backup"],
      detail: { backupVaultName: ["vault"], state: expect.arrayContaining(["FAILED", "EXPIRED"]) },
    },
    "site-CopyFailed": { "detail-type": ["Copy Job State Change"] },
    "site-RestoreFailed": { "detail-type": ["Restore Job State Change"] },
  });
});

test("tells the topic of each", () => {
  expect(all(CloudwatchEventTarget).map(({ arn }) => arn)).toEqual(
    all(CloudwatchEventRule).map(() => expect.stringContaining("aws_sns_topic.Topic")),
  );
});
