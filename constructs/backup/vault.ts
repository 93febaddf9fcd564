import { BackupVault } from "@cdktf/provider-aws/lib/backup-vault";
import { BackupVaultLockConfiguration } from "@cdktf/provider-aws/lib/backup-vault-lock-configuration";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";

/** Keeps backups from everybody's hands, whatever their rights. */
export interface VaultLock {
  /** No backup is deleted earlier, and no plan may ask for less. */
  readonly minRetentionDays: number;
  /** No plan may ask for more. @default - no limit */
  readonly maxRetentionDays?: number;
  /**
   * Days, 3 or more, after which nobody can take the lock off any more, AWS included (compliance mode).
   * @default - who has the right to can always take it off (governance mode)
   */
  readonly changeableForDays?: number;
}

export interface VaultProps {
  readonly name: string;
  /** @default - the key that AWS manages for AWS Backup */
  readonly kmsKeyArn?: string;
  /** @default - no lock */
  readonly lock?: VaultLock;
  /** Keeps the vault and its backups from `terraform destroy`. */
  readonly protect: boolean;
  /** Where the vault is. @default - the stack's own region */
  readonly provider?: TerraformProvider;
}

/** Where AWS Backup keeps what it made, in one region. */
export class Vault extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, kmsKeyArn, lock, protect, provider }: VaultProps) {
    super(scope, id);
    const vault = new BackupVault(this, "Resource", {
      name,
      kmsKeyArn,
      forceDestroy: !protect,
      lifecycle: { preventDestroy: protect },
      provider,
    });
    if (kmsKeyArn === undefined) {
      acceptFindings(vault, {
        CKV_AWS_166:
          "Encrypted with AWS's own key, which costs nothing; customerManagedKey gives it the environment's key.",
      });
    }
    if (lock !== undefined) {
      new BackupVaultLockConfiguration(this, "Lock", { ...lock, backupVaultName: vault.name, provider });
    }
    this.name = vault.name;
    this.arn = vault.arn;
  }
}
