import type { Resource } from "../../terraform/block";
import { blockOf, blocksOf, objectOf, textOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";
import { type Finding, good, type Question, warn } from "../facts/finding";
import type { AuditedTypes } from "./audited-type";
import { deniesPlain, flagged, withKey } from "./encryption";
import { alsoTested } from "./restores";

const bucketKey: Question = (resource, tree) => {
  const type = "aws_s3_bucket_server_side_encryption_configuration";
  const [configuration] = tree.referring(resource, "bucket", type);
  const rule = blockOf(blockOf(configuration?.json.rule).apply_server_side_encryption_by_default);
  const key = textOf(rule.kms_master_key_id);
  if (key && configuration) return good(withKey(configuration.readable(key)));
  return rule.sse_algorithm === "aws:kms" ? good(withKey(undefined)) : warn("keys that S3 manages (SSE-S3)");
};

function bucketVersions(resource: Resource, tree: Tree): Finding {
  const [versioning] = tree.referring(resource, "bucket", "aws_s3_bucket_versioning");
  const enabled = blockOf(versioning?.json.versioning_configuration).status === "Enabled";
  return enabled ? good("every version is kept") : warn("no versions are kept");
}

/** The selection of AWS Backup that chooses the resource by its ARN or by one of its tags. */
function selectionOf(resource: Resource, tree: Tree): Resource | undefined {
  const tags = objectOf(resource.json.tags);
  const byTag = tree
    .all("aws_backup_selection")
    .find(({ json }) =>
      blocksOf(json.selection_tag).some(
        ({ type, key, value }) => type === "STRINGEQUALS" && value !== undefined && tags[textOf(key) ?? ""] === value,
      ),
    );
  return tree.referring(resource, "resources", "aws_backup_selection")[0] ?? byTag;
}

/** By a plan of AWS Backup that chooses it, or by the default plan of EFS. */
const fileSystemBackup: Question = (resource, tree) => {
  const selection = selectionOf(resource, tree);
  if (selection) return good(`AWS Backup (${selection.label})${alsoTested(resource, tree)}`);
  const [policy] = tree.referring(resource, "file_system_id", "aws_efs_backup_policy");
  const enabled = blockOf(policy?.json.backup_policy).status === "ENABLED";
  return enabled ? good("AWS Backup, EFS default plan: daily, 35 days") : warn("no backups");
};

const tlsByPolicy =
  (argument: string, type: string): Question =>
  (resource, tree) =>
    deniesPlain(tree.referring(resource, argument, type))
      ? good("TLS required by its policy")
      : warn("TLS is the client's choice");

export const storage: AuditedTypes = {
  aws_ebs_volume: { atRest: flagged("encrypted", "kms_key_id") },
  aws_efs_file_system: {
    box: {
      title: "EFS",
      group: "data",
      subnets: (fileSystem, tree) =>
        tree
          .referring(fileSystem, "file_system_id", "aws_efs_mount_target")
          .flatMap((target) => target.sources("subnet_id", "aws_subnet")),
    },
    atRest: flagged("encrypted", "kms_key_id"),
    inTransit: tlsByPolicy("file_system_id", "aws_efs_file_system_policy"),
    backup: fileSystemBackup,
  },
  aws_s3_bucket: {
    box: { title: "S3", group: "data", zone: "services" },
    atRest: bucketKey,
    inTransit: tlsByPolicy("bucket", "aws_s3_bucket_policy"),
    backup: bucketVersions,
    accessLog: (resource, tree) => {
      const [logging] = tree.referring(resource, "bucket", "aws_s3_bucket_logging");
      return logging ? good("access log") : warn("no access log");
    },
  },
};
