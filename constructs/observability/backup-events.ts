import { Construct } from "constructs";
import type { AlarmTopic } from "./alarm-topic";
import { type ToldEvent, tellEvent } from "./event-to-topic";

export interface BackupEventsProps {
  /** First part of the rules' names. */
  readonly name: string;
  readonly topic: AlarmTopic;
  /** Vault of the backups. */
  readonly backupVaultName: string;
}

/**
 * Work that nobody waits for and that failed, told to the alarms' topic: backups, copies and restores.
 * Source: AWS Backup developer guide, "Monitoring events using EventBridge".
 */
export class BackupEvents extends Construct {
  constructor(scope: Construct, id: string, { name, topic, backupVaultName }: BackupEventsProps) {
    super(scope, id);
    for (const [event, told] of Object.entries(backupEvents(backupVaultName))) {
      tellEvent(this, event, { name: `${name}-${event}`, topic, event: told });
    }
  }
}

function backupEvents(vaultName: string): Record<string, ToldEvent> {
  const failed = { state: ["FAILED", "ABORTED", "EXPIRED", "PARTIAL"] };
  return {
    BackupFailed: {
      summary: "A backup failed or did not begin in time.",
      firstStep: "Read event.detail.statusMessage, and whether the backups of the other resources were made.",
      runbook: "a-backup-fails",
      pattern: {
        source: ["aws.backup"],
        "detail-type": ["Backup Job State Change"],
        detail: { ...failed, backupVaultName: [vaultName] },
      },
    },
    CopyFailed: {
      summary: "The copy of a backup failed.",
      firstStep: "Look whether the vault that it goes to is there, with its key.",
      runbook: "a-backup-fails",
      pattern: { source: ["aws.backup"], "detail-type": ["Copy Job State Change"], detail: failed },
    },
    RestoreFailed: {
      summary: "A restore, or the test of one, failed.",
      firstStep: "Read event.detail.statusMessage; what ran before still runs.",
      runbook: "a-backup-fails",
      pattern: {
        source: ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        detail: { status: ["FAILED", "ABORTED"] },
      },
    },
  };
}
