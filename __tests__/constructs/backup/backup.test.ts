import { BackupPlan } from "@cdktf/provider-aws/lib/backup-plan";
import { BackupSelection } from "@cdktf/provider-aws/lib/backup-selection";
import { BackupVault } from "@cdktf/provider-aws/lib/backup-vault";
import { BackupVaultLockConfiguration } from "@cdktf/provider-aws/lib/backup-vault-lock-configuration";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { expect, test } from "vitest";
import { Backup, type BackupProps, backupTags } from "../../../constructs/backup/backup";
import { backupProps } from "../../support/default-props";
import { synth } from "../../support/synth";

const required: BackupProps = {
  ...backupProps,
  name: "site-backup",
  daily: { retentionDays: 35 },
};

const backupOf = (props: Partial<BackupProps> = {}) =>
  synth((stack) => {
    new Backup(stack, "Backup", { ...required, ...props });
  });

const rulesOf = (props: Partial<BackupProps> = {}) =>
  backupOf(props).all(BackupPlan)[0]?.rule as Record<string, unknown>[];

test("backs up every day, and each week and month when asked", () => {
  expect(rulesOf()).toEqual([
    expect.objectContaining({ rule_name: "daily", schedule: "cron(0 6 ? * * *)", lifecycle: { delete_after: 35 } }),
  ]);
  const rules = rulesOf({
    startTime: "22:30",
    weekly: { retentionDays: 90 },
    monthly: { retentionDays: 365, coldStorageAfterDays: 30 },
  });
  expect(rules.map(({ rule_name, schedule }) => [rule_name, schedule])).toEqual([
    ["daily", "cron(30 22 ? * * *)"],
    ["weekly", "cron(30 22 ? * SUN *)"],
    ["monthly", "cron(30 22 1 * ? *)"],
  ]);
  expect(rules[2]).toMatchObject({ lifecycle: { delete_after: 365, cold_storage_after: 30 } });
});

test("finds what it backs up by a tag with its own name", () => {
  expect(backupOf().all(BackupSelection)).toMatchObject([
    { selection_tag: [{ type: "STRINGEQUALS", key: "BackupPlan", value: "site-backup" }] },
  ]);
  expect(backupTags("site-backup")).toEqual({ BackupPlan: "site-backup" });
});

test("waits for the rights of its role, which only AWS Backup of this account takes", () => {
  const { all } = backupOf();
  expect(all(BackupSelection)[0]?.depends_on).toHaveLength(2);
  const trust = JSON.parse(String(all(IamRole)[0]?.assume_role_policy));
  expect(trust.Statement).toMatchObject([
    {
      Principal: { Service: "backup.amazonaws.com" },
      Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
    },
  ]);
});

test("has rights over buckets only when there are some", () => {
  const policies = (s3: boolean) =>
    backupOf({ s3 })
      .all(IamRolePolicyAttachment)
      .map(({ policy_arn }) => String(policy_arn).split("/").pop())
      .sort();
  expect(policies(false)).toEqual(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"]);
  expect(policies(true)).toEqual([
    "AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
  ]);
});

test("keeps its vault from a destroy, unless it is not protected", () => {
  expect(backupOf().all(BackupVault)).toMatchObject([{ force_destroy: false, lifecycle: { prevent_destroy: true } }]);
  expect(backupOf({ protect: false }).all(BackupVault)).toMatchObject([
    { force_destroy: true, lifecycle: { prevent_destroy: false } },
  ]);
});

test("encrypts with the key that it is given", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/1";
  expect(backupOf({ kmsKeyArn }).all(BackupVault)).toMatchObject([{ kms_key_arn: kmsKeyArn }]);
  expect(backupOf().all(BackupVault)[0]).not.toHaveProperty("kms_key_arn");
});

test("copies each backup to a second vault when there is one, with the same lifecycle", () => {
  expect(rulesOf()[0]).not.toHaveProperty("copy_action");
  const [rule] = rulesOf({ copyTo: { arn: "arn:aws:backup:eu-central-1:111122223333:backup-vault:copies" } });
  expect(rule).toMatchObject({
    copy_action: [
      { destination_vault_arn: expect.stringContaining(":backup-vault:copies"), lifecycle: { delete_after: 35 } },
    ],
  });
});

test("locks the vault in governance mode, or for good", () => {
  expect(backupOf().all(BackupVaultLockConfiguration)).toEqual([]);
  const governance = backupOf({ lock: { minRetentionDays: 7 } }).all(BackupVaultLockConfiguration);
  expect(governance).toMatchObject([{ min_retention_days: 7 }]);
  expect(governance[0]).not.toHaveProperty("changeable_for_days");
  expect(
    backupOf({ lock: { minRetentionDays: 7, maxRetentionDays: 400, changeableForDays: 3 } }).all(
      BackupVaultLockConfiguration,
    ),
  ).toMatchObject([{ min_retention_days: 7, max_retention_days: 400, changeable_for_days: 3 }]);
});

test("fails on less than ninety days in cold storage", () => {
  expect(() => backupOf({ monthly: { retentionDays: 100, coldStorageAfterDays: 30 } })).toThrow(
    "test/Backup: monthly.retentionDays must be 120 or more, 90 over coldStorageAfterDays, got 100",
  );
});
