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
 * Lets EC2 Auto Scaling of the account start instances whose volumes are under the key. It acts as its service-linked role, which
 * AWS makes with the account's first group: KMS refuses a policy that names a role which is not there yet, a condition it takes.
 * Source: EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes".
 */
export function volumeEncryption(place: Place): PolicyStatement[] {
  const role = place.iamArn("role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");
  const StringEquals = { "kms:CallerAccount": place.account, "aws:PrincipalArn": role };
  return [
    {
      Sid: "AutoScalingEncryptsVolumes",
      Principal: { AWS: "*" },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: "*",
      Condition: { StringEquals },
    },
    {
      // EC2 attaches the volumes by a grant; the role makes none for anybody but services.
      Sid: "AutoScalingGrantsToEc2",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { StringEquals, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
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
