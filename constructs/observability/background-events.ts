import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { AlarmTopic } from "./alarm-topic";

export interface BackgroundEventsProps {
  /** First part of the rules' names. */
  readonly name: string;
  readonly topic: AlarmTopic;
  /** ECR repository whose images are scanned. */
  readonly repositoryName: string;
  /** Vault of the backups. @default - there are none */
  readonly backupVaultName?: string;
}

interface EventPattern {
  readonly description: string;
  readonly pattern: Readonly<Record<string, unknown>>;
}

/**
 * Work that nobody waits for and that failed, told to the alarms' topic: backups, copies and restores, and the scan of an image
 * that found something critical. Sources: AWS Backup developer guide, "Monitoring events using EventBridge"; Amazon ECR user
 * guide, "Amazon ECR events and EventBridge".
 */
export class BackgroundEvents extends Construct {
  constructor(scope: Construct, id: string, { name, topic, repositoryName, backupVaultName }: BackgroundEventsProps) {
    super(scope, id);
    const events: Record<string, EventPattern> = {
      ImageFindings: {
        description: "The scan of an image found something critical",
        pattern: {
          source: ["aws.ecr"],
          "detail-type": ["ECR Image Scan"],
          detail: {
            "repository-name": [repositoryName],
            "finding-severity-counts": { CRITICAL: [{ numeric: [">", 0] }] },
          },
        },
      },
      ...(backupVaultName === undefined ? {} : backupEvents(backupVaultName)),
    };
    for (const [event, { description, pattern }] of Object.entries(events)) {
      const rule = new CloudwatchEventRule(this, event, {
        name: `${name}-${event}`,
        description,
        eventPattern: JSON.stringify(pattern),
      });
      new CloudwatchEventTarget(this, `${event}ToTopic`, { rule: rule.name, arn: topic.arn, dependsOn: topic.ready });
    }
  }
}

function backupEvents(vaultName: string): Record<string, EventPattern> {
  const failed = { state: ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"] };
  return {
    BackupFailed: {
      description: "A backup failed or did not begin in time",
      pattern: {
        source: ["aws.backup"],
        "detail-type": ["Backup Job State Change"],
        detail: { ...failed, backupVaultName: [vaultName] },
      },
    },
    CopyFailed: {
      description: "The copy of a backup failed",
      pattern: { source: ["aws.backup"], "detail-type": ["Copy Job State Change"], detail: failed },
    },
    RestoreFailed: {
      description: "A restore, or the test of one, failed",
      pattern: {
        source: ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        detail: { status: ["FAILED", "ABORTED"] },
      },
    },
  };
}
