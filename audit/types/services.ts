import { blockOf, blocksOf, isTrue, textOf } from "../../terraform/json";
import { absent, good, keyName, plain, warn } from "../facts/finding";
import type { AuditedTypes } from "./audited-type";
import { days } from "./days";
import { always, withKey } from "./encryption";

/** Keys, secrets, logs, messages and backups: services that stand in no subnet. */
export const services: AuditedTypes = {
  aws_backup_plan: {
    backup: ({ json }) => {
      const rules = blocksOf(json.rule).map((rule) => {
        const kept = textOf(blockOf(rule.lifecycle).delete_after);
        return `${textOf(rule.schedule) ?? "by hand"}${kept ? `, kept ${days(Number(kept))}` : ", kept for ever"}`;
      });
      return good(rules.join("; "));
    },
  },
  aws_backup_restore_testing_plan: {
    backup: ({ json }) => {
      const days = textOf(blockOf(json.recovery_point_selection).selection_window_days) ?? "30";
      return good(`restores are tested: ${textOf(json.schedule_expression) ?? "?"}, the newest backup of ${days} days`);
    },
  },
  aws_backup_vault: { atRest: always("kms_key_arn") },
  aws_cloudwatch_log_group: {
    box: { title: "CloudWatch Logs", group: "observability", zone: "services", together: true },
    atRest: always("kms_key_id"),
  },
  aws_kinesis_firehose_delivery_stream: {
    atRest: ({ json }) => (isTrue(blockOf(json.server_side_encryption).enabled) ? good("KMS") : absent("not set")),
  },
  aws_kms_key: {
    box: { title: "KMS", group: "security", zone: "services", together: true },
    backup: ({ json }) => plain(`deleted ${days(Number(json.deletion_window_in_days ?? 30))} after the order`),
  },
  aws_secretsmanager_secret: {
    box: { title: "Secrets Manager", group: "security", zone: "services", together: true },
    atRest: always("kms_key_id"),
    backup: ({ json }) => {
      const kept = Number(json.recovery_window_in_days ?? 30);
      return kept > 0 ? good(`can be restored for ${days(kept)}`) : warn("deleted at once");
    },
  },
  aws_sesv2_configuration_set: {
    inTransit: ({ json }) =>
      blockOf(json.delivery_options).tls_policy === "REQUIRE"
        ? good("TLS required of the receiver")
        : warn("TLS where the receiver offers it"),
  },
  aws_sfn_state_machine: {
    atRest: ({ json }) => {
      const key = textOf(blockOf(json.encryption_configuration).kms_key_id);
      return key === undefined ? warn("key that AWS owns") : good("KMS");
    },
  },
  aws_sns_topic: {
    box: { title: "SNS", group: "observability", zone: "services" },
    atRest: (resource) => {
      const key = keyName(resource, "kms_master_key_id");
      return key ? good(withKey(key)) : absent("not encrypted at rest");
    },
  },
  aws_sqs_queue: { atRest: always("kms_master_key_id", "keys that SQS manages (SSE-SQS)") },
  aws_ssm_parameter: {
    atRest: (resource) =>
      resource.json.type === "SecureString" ? good(withKey(keyName(resource, "key_id"))) : absent("plain text"),
  },
};
