import { covers, statementsOf } from "../../terraform/policies";
import type { Resource, Rule } from "../rule";

const KMS_GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide";

/** Whether the key's policy lets a service principal (with or without its region) do an action; unknown policies let all. */
function admits(key: Resource, service: RegExp, action: string): boolean {
  const policy = key.has("policy") ? statementsOf(key, "policy") : [];
  return (
    !policy ||
    policy.some((one) => covers(one, action) && one.principals.some(({ who }) => who === "*" || service.test(who)))
  );
}

export const keyAndSecretRules: readonly Rule[] = [
  {
    id: "kms-alias-name",
    trap: 8,
    title: "A key alias starts with alias/ and not with alias/aws/",
    source: `${KMS_GUIDE}/alias-create.html`,
    severity: "error",
    fix: "Write alias/<name>.",
    on: ["aws_kms_alias"],
    *check(resource) {
      const name = resource.text("name") ?? resource.text("name_prefix");
      const attribute = resource.has("name") ? "name" : "name_prefix";
      if (name !== undefined && !/^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/.test(name))
        yield resource.problem(attribute);
    },
  },
  {
    id: "secret-name",
    trap: 9,
    title: "A secret's name has at most 512 letters, digits and /_+=.@- and does not end like an ARN's suffix",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
    severity: "error",
    fix: "Avoid a hyphen and six characters at the end.",
    on: ["aws_secretsmanager_secret"],
    *check(resource) {
      const name = resource.text("name");
      if (name === undefined) return;
      if (!/^[\w/+=.@-]{1,512}$/.test(name)) yield resource.problem("name");
      else if (/-[A-Za-z0-9]{6}$/.test(name))
        yield resource.problem("name", "a hyphen and six characters look like the suffix of an ARN");
    },
  },
  {
    id: "secret-recovery-window",
    trap: 9,
    title: "A secret's recovery window is 0, or 7 to 30 days",
    source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html",
    severity: "error",
    fix: "Set recovery_window_in_days to 0 for throw-away environments, else to 7 to 30.",
    on: ["aws_secretsmanager_secret"],
    *check(resource) {
      const window = resource.number("recovery_window_in_days");
      if (window !== undefined && window !== 0 && (window < 7 || window > 30))
        yield resource.problem("recovery_window_in_days");
    },
  },
  {
    id: "kms-deletion-window",
    trap: 59,
    title: "A key's deletion window is 7 to 30 days",
    source: `${KMS_GUIDE}/deleting-keys.html`,
    severity: "error",
    fix: "Set deletion_window_in_days to 7 to 30.",
    on: ["aws_kms_key"],
    *check(resource) {
      const window = resource.number("deletion_window_in_days");
      if (window !== undefined && (window < 7 || window > 30)) yield resource.problem("deletion_window_in_days");
    },
  },
  {
    id: "kms-key-administrator",
    trap: 59,
    title: "A key's policy leaves somebody who may change it",
    source: `${KMS_GUIDE}/key-policy-default.html`,
    severity: "error",
    fix: "Allow kms:* to the account's root principal.",
    on: ["aws_kms_key"],
    *check(resource) {
      const policy = resource.has("policy") ? statementsOf(resource, "policy") : undefined;
      if (policy && !policy.some((one) => covers(one, "kms:PutKeyPolicy")))
        yield resource.problem("policy", "nobody has kms:PutKeyPolicy");
    },
  },
  {
    id: "kms-log-group",
    trap: 59,
    title: "The key of an encrypted log group lets CloudWatch Logs use it",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
    severity: "error",
    fix: "Allow kms:Encrypt*, Decrypt*, ReEncrypt*, GenerateDataKey* and Describe* to logs.<region>.amazonaws.com in the key's policy.",
    on: ["aws_cloudwatch_log_group"],
    *check(resource) {
      const key = resource.follow("kms_key_id");
      if (key?.type === "aws_kms_key" && key.mode === "resource" && !admits(key, /^logs\./, "kms:GenerateDataKey")) {
        yield resource.problem("kms_key_id", `the policy of ${key.address} does not name logs.<region>.amazonaws.com`);
      }
    },
  },
  {
    id: "kms-alarm-topic",
    trap: 59,
    title: "The key of a topic that alarms notify lets CloudWatch use it, and is not the key of AWS",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
    severity: "error",
    fix: "Use a key of your own that allows kms:Decrypt and kms:GenerateDataKey* to cloudwatch.amazonaws.com.",
    on: ["aws_cloudwatch_metric_alarm"],
    *check(resource) {
      for (const topic of resource.followAll("alarm_actions")) {
        if (topic.type !== "aws_sns_topic" || !topic.has("kms_master_key_id")) continue;
        const key = topic.follow("kms_master_key_id");
        if (topic.text("kms_master_key_id") === "alias/aws/sns")
          yield topic.problem("kms_master_key_id", "CloudWatch may not use it");
        else if (
          key?.type === "aws_kms_key" &&
          key.mode === "resource" &&
          !admits(key, /^cloudwatch\./, "kms:Decrypt")
        ) {
          yield topic.problem("kms_master_key_id", `${key.address} does not name cloudwatch.amazonaws.com`);
        }
      }
    },
  },
];
