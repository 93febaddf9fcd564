import { expect, test } from "vitest";
import {
  backupAlarms,
  certificateAlarms,
  schedulerAlarms,
} from "../../../../constructs/observability/alarms/background";

test("a run of the events that could not start is an alarm at once", () => {
  expect(schedulerAlarms("site-cron")).toMatchObject([
    {
      metric: { namespace: "AWS/SQS", dimensions: { QueueName: "site-cron" } },
      comparison: "above",
      threshold: 0,
      periods: 1,
    },
  ]);
});

test("no backup for more than a day is an alarm, also where AWS Backup says nothing", () => {
  const [alarm] = backupAlarms("site-backup");
  expect(alarm).toMatchObject({
    metric: { namespace: "AWS/Backup", dimensions: { BackupVaultName: "site-backup" }, statistic: "Sum" },
    comparison: "below",
    threshold: 1,
    missingData: "breaching",
  });
  const hours = ((alarm?.periodSeconds ?? 0) * (alarm?.periods ?? 0)) / 3600;
  expect(hours).toBeGreaterThan(24);
  // CloudWatch looks back a week at most, with periods of an hour or longer.
  expect(hours).toBeLessThanOrEqual(7 * 24);
});

test("a certificate that is not renewed is an alarm a month before its end", () => {
  expect(certificateAlarms("CertificateEnds", "arn:certificate")).toMatchObject([
    {
      metric: { metricName: "DaysToExpiry", dimensions: { CertificateArn: "arn:certificate" } },
      comparison: "below",
      threshold: 30,
    },
  ]);
});
