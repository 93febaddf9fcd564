import type { PolicyStatement } from "../iam/policy";
import type { Place } from "../place";

/**
 * Lets the account's IAM policies decide who uses and administers a key. Without it a key can lock everybody out.
 *
 * `kms:*` and `Resource: *` are what AWS's own default key policy says: in a key policy, `*` is this one key.
 * Source: AWS KMS developer guide, "Default key policy".
 */
export function keyAdministration(place: Place): PolicyStatement {
  return {
    Sid: "AccountAdministersTheKey",
    Principal: { AWS: place.iamArn("root") },
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
export function logEncryption(place: Place): PolicyStatement {
  return {
    Sid: "CloudWatchLogsEncrypts",
    Principal: { Service: place.host("logs") },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": place.arn("logs", "log-group:*") },
    },
  };
}
