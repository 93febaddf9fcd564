import { blockOf, blocksOf, isTrue, textOf } from "../../terraform/json";
import { bad, type Finding, good, keyName, type Question, type Questions, warn } from "./finding";
import type { System } from "./system";

/** Encrypted when the flag says so, with the key of `key` or one of AWS. */
function flagged(flag: string, key: string): Question {
  return (resource, system) => {
    if (!isTrue(resource.body[flag])) return bad(`${flag} is not set`);
    return good(withKey(keyName(resource, key, system)));
  };
}

/** Encrypted by the service in any case; with the project's own key when one is named. */
function always(key: string): Question {
  return (resource, system) => {
    const name = keyName(resource, key, system);
    return name ? good(withKey(name)) : warn("key that AWS owns");
  };
}

function withKey(key: string | undefined): string {
  return key ? `KMS key ${key}` : "KMS key that AWS manages";
}

function volume(block: Readonly<Record<string, unknown>>): Finding {
  const encrypted = block.encrypted === true || block.encrypted === "true";
  return encrypted
    ? good(block.kms_key_id ? "volumes with their own KMS key" : "volumes with the account's EBS key")
    : bad("a volume is not encrypted");
}

function worst(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ tone }) => tone === "bad") ?? findings[0];
}

const bucket: Question = (resource, system) => {
  const type = "aws_s3_bucket_server_side_encryption_configuration";
  const [configuration] = system.referring(resource, "bucket", type);
  const rule = blockOf(blockOf(configuration?.body.rule).apply_server_side_encryption_by_default);
  const key = textOf(rule.kms_master_key_id);
  if (key && configuration) return good(withKey(system.readable(configuration.stack, key)));
  return rule.sse_algorithm === "aws:kms" ? good(withKey(undefined)) : warn("keys that S3 manages (SSE-S3)");
};

const table: Question = (resource, system: System) => {
  const encryption = blockOf(resource.body.server_side_encryption);
  if (!isTrue(encryption.enabled)) return warn("key that AWS owns");
  const key = textOf(encryption.kms_key_arn);
  return good(withKey(key && system.readable(resource.stack, key)));
};

const repository: Question = (resource, system) => {
  const encryption = blockOf(resource.body.encryption_configuration);
  const key = textOf(encryption.kms_key);
  if (encryption.encryption_type !== "KMS") return warn("AES-256 with keys of ECR");
  return good(withKey(key && system.readable(resource.stack, key)));
};

const replicationGroup: Question = (resource, system) => {
  if (!isTrue(resource.body.at_rest_encryption_enabled)) return bad("at_rest_encryption_enabled is not set");
  return good(withKey(keyName(resource, "kms_key_id", system)));
};

/** Whether what a resource stores is encrypted, and with whose key. */
export const ENCRYPTION_AT_REST: Questions = {
  aws_backup_vault: always("kms_key_arn"),
  aws_cloudwatch_log_group: always("kms_key_id"),
  aws_db_instance: flagged("storage_encrypted", "kms_key_id"),
  aws_docdb_cluster: flagged("storage_encrypted", "kms_key_id"),
  aws_dynamodb_table: table,
  aws_ebs_volume: flagged("encrypted", "kms_key_id"),
  aws_ecr_repository: repository,
  aws_efs_file_system: flagged("encrypted", "kms_key_id"),
  aws_elasticache_replication_group: replicationGroup,
  aws_elasticache_serverless_cache: always("kms_key_id"),
  aws_instance: ({ body }) => volume(blockOf(body.root_block_device)),
  aws_kinesis_firehose_delivery_stream: ({ body }) =>
    isTrue(blockOf(body.server_side_encryption).enabled) ? good("KMS") : warn("not set"),
  aws_launch_template: ({ body }) =>
    worst(blocksOf(body.block_device_mappings).map((mapping) => volume(blockOf(mapping.ebs)))),
  aws_rds_cluster: flagged("storage_encrypted", "kms_key_id"),
  aws_s3_bucket: bucket,
  aws_secretsmanager_secret: always("kms_key_id"),
  aws_sns_topic: (resource, system) => {
    const key = keyName(resource, "kms_master_key_id", system);
    return key ? good(withKey(key)) : warn("not encrypted at rest");
  },
  aws_sqs_queue: (resource, system) => {
    const key = keyName(resource, "kms_master_key_id", system);
    return key ? good(withKey(key)) : warn("keys that SQS manages (SSE-SQS)");
  },
  aws_ssm_parameter: (resource, system) =>
    resource.body.type === "SecureString" ? good(withKey(keyName(resource, "key_id", system))) : warn("plain text"),
};
