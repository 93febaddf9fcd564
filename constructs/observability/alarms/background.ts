import type { AlarmDefinition } from "../alarm";

/** ACM renews 60 days before the end; what is left 30 days before has failed for a month. */
const LEAST_CERTIFICATE_DAYS = 30;

/** A day, and two hours for a backup to end later than the day before. */
const LONGEST_WITHOUT_BACKUP_HOURS = 26;

/** Runs of WordPress's events that the scheduler could not start lie in a queue. @param queueName of the runs that failed */
export function schedulerAlarms(queueName: string): AlarmDefinition[] {
  return [
    {
      id: "EventRunsFail",
      summary: "The scheduler cannot start the task that runs WordPress's events.",
      firstStep: "Read a message of the queue: its attributes name the error.",
      runbook: "scheduled-events-do-not-run",
      metric: {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: queueName },
        statistic: "Maximum",
      },
      comparison: "above",
      threshold: 0,
      periodSeconds: 300,
      periods: 1,
    },
  ];
}

/** Whether backups end, be it because they fail or because none begins. Source: AWS Backup developer guide, "AWS Backup metrics". */
export function backupAlarms(vaultName: string): AlarmDefinition[] {
  return [
    {
      id: "NoBackup",
      summary: `No backup has been completed for ${LONGEST_WITHOUT_BACKUP_HOURS} hours.`,
      firstStep: "Look at the backup jobs of the last days.",
      runbook: "a-backup-fails",
      metric: {
        namespace: "AWS/Backup",
        metricName: "NumberOfBackupJobsCompleted",
        dimensions: { BackupVaultName: vaultName },
        statistic: "Sum",
      },
      comparison: "below",
      threshold: 1,
      periodSeconds: 3600,
      periods: LONGEST_WITHOUT_BACKUP_HOURS,
      missingData: "breaching",
    },
  ];
}

/**
 * Runs of the state machine that tells of the image's findings: one that fails has told nobody. Source: Step Functions developer
 * guide, "Monitoring Step Functions metrics using Amazon CloudWatch".
 */
export function findingsAlarms(machineArn: string): AlarmDefinition[] {
  return [
    {
      id: "ImageFindingsUntold",
      summary: "What a scan found in the image could not be told.",
      firstStep: "Read the error of the state machine's last run, then the findings themselves.",
      runbook: "the-image-has-findings",
      metric: {
        namespace: "AWS/States",
        metricName: "ExecutionsFailed",
        dimensions: { StateMachineArn: machineArn },
        statistic: "Sum",
      },
      comparison: "above",
      threshold: 0,
      periodSeconds: 300,
      periods: 1,
    },
  ];
}

/** A certificate that ACM does not renew. Source: ACM user guide, "Supported CloudWatch metrics". */
export function certificateAlarms(id: string, certificateArn: string): AlarmDefinition[] {
  return [
    {
      id,
      summary: `A certificate ends in less than ${LEAST_CERTIFICATE_DAYS} days and is not renewed.`,
      firstStep: "Look whether the DNS records that prove its names are in the zone.",
      runbook: "disk-memory-or-a-certificate-runs-out",
      metric: {
        namespace: "AWS/CertificateManager",
        metricName: "DaysToExpiry",
        dimensions: { CertificateArn: certificateArn },
        statistic: "Minimum",
      },
      comparison: "below",
      threshold: LEAST_CERTIFICATE_DAYS,
      // ACM reports twice a day.
      periodSeconds: 86_400,
      periods: 1,
    },
  ];
}
