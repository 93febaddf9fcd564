import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";

export interface BackupRoleProps {
  readonly name: string;
  /** Buckets are backed up too. @default false */
  readonly s3?: boolean;
}

/** AWS's own policies, which follow what AWS Backup needs; their resources are narrowed by tags and conditions. */
const POLICIES = [
  ["Backup", "service-role/AWSBackupServiceRolePolicyForBackup"],
  ["Restore", "service-role/AWSBackupServiceRolePolicyForRestores"],
] as const;
const S3_POLICIES = [
  ["S3Backup", "AWSBackupServiceRolePolicyForS3Backup"],
  ["S3Restore", "AWSBackupServiceRolePolicyForS3Restore"],
] as const;

/** What AWS Backup acts as, when it takes backups and when it restores them. */
export class BackupRole extends Construct {
  readonly arn: string;
  /** The role's rights; a selection made before them is refused. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, { name, s3 = false }: BackupRoleProps) {
    super(scope, id);
    const place = Place.of(this);
    const role = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: policy({
        Sid: "AwsBackupAssumes",
        Principal: { Service: "backup.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": place.account } },
      }),
    });
    this.arn = role.arn;
    this.ready = [...POLICIES, ...(s3 ? S3_POLICIES : [])].map(
      ([short, path]) =>
        new IamRolePolicyAttachment(this, short, {
          role: role.name,
          policyArn: place.managedPolicyArn(path),
        }),
    );
  }
}
