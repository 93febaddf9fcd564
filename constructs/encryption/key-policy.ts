import type { PolicyStatement } from "../iam/policy";

export interface KeyOwner {
  readonly accountId: string;
  readonly partition: string;
}

/**
 * Lets the account's IAM policies decide who uses and administers a key. Without it a key can lock everybody out.
 *
 * `kms:*` and `Resource: *` are what AWS's own default key policy says: in a key policy, `*` is this one key.
 * Source: AWS KMS developer guide, "Default key policy".
 */
export function keyAdministration({ accountId, partition }: KeyOwner): PolicyStatement {
  return {
    Sid: "AccountAdministersTheKey",
    Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

/**
 * Lets alarms, events and budgets publish to an encrypted topic.
 * EventBridge takes no conditions here; in a key policy, `*` is this one key.
 * Source: Amazon SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted topics".
 */
export function topicEncryption(): PolicyStatement {
  return {
    Sid: "EventSourcesPublish",
    Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"] },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
  };
}

/**
 * Lets CloudWatch Logs encrypt the log groups of one account and region.
 * Source: CloudWatch Logs user guide, "Encrypt log data using AWS KMS".
 */
export function logEncryption({
  accountId,
  partition,
  region,
}: KeyOwner & { readonly region: string }): PolicyStatement {
  return {
    Sid: "CloudWatchLogsEncrypts",
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${accountId}:log-group:*` },
    },
  };
}
