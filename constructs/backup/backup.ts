import { BackupPlan } from "@cdktf/provider-aws/lib/backup-plan";
import { BackupSelection } from "@cdktf/provider-aws/lib/backup-selection";
import { Construct } from "constructs";
import { COLD_STORAGE_DAYS } from "../../aws/backup";
import { BackupRole } from "./role";
import { backupRules, type Keeping, type Keepings } from "./schedule";
import { Vault, type VaultLock } from "./vault";

export interface BackupProps extends Keepings {
  /** Name of vault and plan, and value of the tag by which the plan finds what it backs up; at most 50 characters. */
  readonly name: string;
  /** When backups start, UTC. */
  readonly startTime: string;
  /** A vault in another region that gets a copy of each backup. @default - no copies */
  readonly copyTo?: Pick<Vault, "arn">;
  /** Keeps backups from being deleted before their time. @default - no lock */
  readonly lock?: VaultLock;
  /** Buckets are among what is tagged. @default false */
  readonly s3?: boolean;
  readonly kmsKeyArn?: string;
  /** Keeps the vault and its backups from `terraform destroy`. */
  readonly protect: boolean;
}

/** Key of the tag. */
const TAG = "BackupPlan";

/** The tags of what the plan of that name backs up. */
export function backupTags(name: string): Readonly<Record<string, string>> {
  return { [TAG]: name };
}

/** An AWS Backup plan over everything that carries its tag: databases, file systems, buckets. */
export class Backup extends Construct {
  readonly vaultName: string;
  readonly vaultArn: string;
  readonly roleArn: string;

  constructor(scope: Construct, id: string, props: BackupProps) {
    super(scope, id);
    const { name, startTime, copyTo } = props;
    const rules = backupRules(startTime, props);
    for (const { name: rule, retentionDays, coldStorageAfterDays: cold } of rules) {
      if (cold !== undefined && retentionDays < cold + COLD_STORAGE_DAYS) {
        throw new Error(
          `${this.node.path}: ${rule}.retentionDays must be ${cold + COLD_STORAGE_DAYS} or more, ` +
            `${COLD_STORAGE_DAYS} over coldStorageAfterDays, got ${retentionDays}`,
        );
      }
    }
    const vault = new Vault(this, "Vault", props);
    const role = new BackupRole(this, "Role", props);
    const plan = new BackupPlan(this, "Plan", {
      name,
      rule: rules.map(({ name: ruleName, schedule, ...keeping }) => ({
        ruleName,
        schedule,
        targetVaultName: vault.name,
        startWindow: 60,
        completionWindow: 480,
        lifecycle: lifecycle(keeping),
        copyAction: copyTo && [{ destinationVaultArn: copyTo.arn, lifecycle: lifecycle(keeping) }],
      })),
    });
    new BackupSelection(this, "Selection", {
      name,
      planId: plan.id,
      iamRoleArn: role.arn,
      selectionTag: Object.entries(backupTags(name)).map(([key, value]) => ({ type: "STRINGEQUALS", key, value })),
      dependsOn: role.ready,
    });
    this.vaultName = vault.name;
    this.vaultArn = vault.arn;
    this.roleArn = role.arn;
  }
}

function lifecycle({ retentionDays, coldStorageAfterDays }: Keeping) {
  return { deleteAfter: retentionDays, coldStorageAfter: coldStorageAfterDays };
}
