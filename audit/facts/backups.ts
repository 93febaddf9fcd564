import { blockOf, blocksOf, isTrue, textOf } from "../../terraform/json";
import { bad, type Finding, good, plain, type Question, type Questions, warn } from "./finding";
import type { Resource } from "./resource";
import type { System } from "./system";

const days = (count: number): string => (count === 1 ? "1 day" : `${count} days`);

const database: Question = ({ body }): Finding => {
  const kept = Number(body.backup_retention_period ?? 0);
  if (kept === 0) return bad("no automated backups");
  const window = textOf(body.backup_window) ?? textOf(body.preferred_backup_window);
  return good(`point in time, ${days(kept)}${window ? `, daily at ${window} UTC` : ""}`);
};

/** Plans of AWS Backup that choose the resource by its ARN. */
function planned(resource: Resource, system: System): string | undefined {
  const [selection] = system.referring(resource, "resources", "aws_backup_selection");
  return selection ? `AWS Backup (${selection.label})` : undefined;
}

function bucketRule(resource: Resource, system: System): Finding {
  const [versioning] = system.referring(resource, "bucket", "aws_s3_bucket_versioning");
  const enabled = blockOf(versioning?.body.versioning_configuration).status === "Enabled";
  return enabled ? good("every version is kept") : warn("no versions are kept");
}

/** How what a resource stores can be brought back. */
export const BACKUPS: Questions = {
  aws_backup_plan: ({ body }) => {
    const rules = blocksOf(body.rule).map((rule) => {
      const kept = textOf(blockOf(rule.lifecycle).delete_after);
      return `${textOf(rule.schedule) ?? "by hand"}${kept ? `, kept ${days(Number(kept))}` : ", kept for ever"}`;
    });
    return good(rules.join("; "));
  },
  aws_db_instance: database,
  aws_dynamodb_table: ({ body }) =>
    isTrue(blockOf(body.point_in_time_recovery).enabled) ? good("point in time, 35 days") : warn("no backups"),
  aws_efs_file_system: (resource, system) => {
    const [policy] = system.referring(resource, "file_system_id", "aws_efs_backup_policy");
    const plan = planned(resource, system);
    if (plan) return good(plan);
    const enabled = blockOf(policy?.body.backup_policy).status === "ENABLED";
    return enabled ? good("AWS Backup, EFS default plan: daily, 35 days") : warn("no backups");
  },
  aws_elasticache_replication_group: ({ body }) => {
    const kept = Number(body.snapshot_retention_limit ?? 0);
    return kept > 0 ? good(`snapshots, ${days(kept)}`) : plain("none: a cache can be filled again");
  },
  aws_elasticache_serverless_cache: ({ body }) => {
    const kept = Number(body.snapshot_retention_limit ?? 0);
    return kept > 0 ? good(`snapshots, ${days(kept)}`) : plain("none: a cache can be filled again");
  },
  aws_kms_key: ({ body }) => plain(`deleted ${days(Number(body.deletion_window_in_days ?? 30))} after the order`),
  aws_rds_cluster: database,
  aws_s3_bucket: bucketRule,
  aws_secretsmanager_secret: ({ body }) => {
    const kept = Number(body.recovery_window_in_days ?? 30);
    return kept > 0 ? good(`can be restored for ${days(kept)}`) : warn("deleted at once");
  },
};

/** What stands between the resource and a careless `terraform destroy`. */
export function protection({ body, type }: Resource): Finding | undefined {
  const reasons = [
    blockOf(body.lifecycle).prevent_destroy === true ? "prevent_destroy" : undefined,
    ["deletion_protection", "enable_deletion_protection", "deletion_protection_enabled"].some((name) =>
      isTrue(body[name]),
    )
      ? "deletion protection"
      : undefined,
    (type === "aws_db_instance" || type === "aws_rds_cluster") && body.skip_final_snapshot === false
      ? "final snapshot"
      : undefined,
  ].filter((reason) => reason !== undefined);
  return reasons.length > 0 ? good(reasons.join(", ")) : undefined;
}
