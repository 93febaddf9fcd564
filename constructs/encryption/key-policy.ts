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

/** Services that may publish to a topic under a key. */
export type Publisher = "cloudwatch" | "events" | "budgets";

/**
 * Lets services publish to encrypted topics, those that take a condition for this account alone: EventBridge takes none.
 * In a key policy, `*` is this one key.
 * Source: Amazon SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted topics".
 */
export function topicEncryption(place: Place, publishers: readonly Publisher[]): PolicyStatement[] {
  const statement = (sid: string, services: readonly Publisher[]): PolicyStatement => ({
    Sid: sid,
    Principal: { Service: services.map((service) => `${service}.amazonaws.com`) },
    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
    Resource: "*",
  });
  const ofAccount = publishers.filter((publisher) => publisher !== "events");
  return [
    ...(ofAccount.length > 0
      ? [
          {
            ...statement("AlarmsPublish", ofAccount),
            Condition: { StringEquals: { "aws:SourceAccount": place.account } },
          },
        ]
      : []),
    ...(publishers.includes("events") ? [statement("EventsPublish", ["events"])] : []),
  ];
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
