import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AUDITED_TYPES } from "../../../audit/types";

/** Types about which the audit asks nothing of themselves, by why. */
const WITHOUT_ENTRY: Readonly<Record<string, readonly string[]>> = {
  "says something of another resource, in whose entry or section it is read": [
    ...[
      "aws_appautoscaling_target",
      "aws_backup_restore_testing_selection",
      "aws_backup_selection",
      "aws_cloudfront_vpc_origin",
      "aws_db_parameter_group",
    ],
    ...["aws_db_subnet_group", "aws_ecs_capacity_provider", "aws_ecs_cluster_capacity_providers"],
    ...["aws_efs_file_system_policy", "aws_efs_mount_target", "aws_elasticache_parameter_group"],
    ...["aws_elasticache_subnet_group", "aws_flow_log", "aws_lb_listener_rule", "aws_s3_bucket_policy"],
    ...["aws_s3_bucket_public_access_block", "aws_s3_bucket_server_side_encryption_configuration"],
    ...["aws_s3_bucket_versioning", "aws_secretsmanager_secret_version", "aws_wafv2_web_acl_logging_configuration"],
    ...["aws_cloudwatch_log_delivery", "aws_cloudwatch_log_delivery_destination"],
    ...["aws_cloudwatch_log_delivery_source", "aws_sesv2_configuration_set_event_destination"],
    "aws_sesv2_email_identity_mail_from_attributes",
  ],
  "lets somebody do something: the report's sections on networks, rights and policies read it": [
    ...["aws_default_security_group", "aws_iam_instance_profile", "aws_iam_openid_connect_provider", "aws_iam_role"],
    ...["aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_internet_gateway", "aws_route"],
    ...["aws_route_table", "aws_route_table_association", "aws_security_group", "aws_subnet", "aws_vpc_endpoint"],
    ...["aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule", "aws_sns_topic_policy"],
    ...["aws_cloudwatch_log_resource_policy", "aws_elasticache_user", "aws_elasticache_user_group"],
    ...["aws_efs_access_point", "aws_s3_bucket_ownership_controls"],
  ],
  "stores nothing, passes nothing and answers nobody: the inventory lists it": [
    ...["aws_acm_certificate", "aws_acm_certificate_validation", "aws_appautoscaling_policy", "aws_budgets_budget"],
    ...["aws_backup_vault_lock_configuration", "aws_cloudfront_cache_policy", "aws_cloudfront_origin_access_control"],
    ...["aws_cloudfront_response_headers_policy", "aws_cloudwatch_dashboard", "aws_cloudwatch_event_rule"],
    ...["aws_cloudwatch_event_target", "aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm"],
    ...["aws_cloudwatch_query_definition", "aws_ecr_lifecycle_policy", "aws_kms_alias", "aws_route53_health_check"],
    ...["aws_s3_bucket_lifecycle_configuration", "aws_s3_object", "aws_scheduler_schedule"],
    ...["aws_sesv2_email_identity", "aws_sns_topic_subscription"],
  ],
};

/** Every resource type of the environments, from the lists of logical ids that the tests of the stacks hold. */
const made = new Set(
  ["dev", "production", "small-production"].flatMap((environment) => {
    const list = join(__dirname, `../../stacks/logical-ids/${environment}.txt`);
    return readFileSync(list, "utf8").match(/\b(?:aws|docker)_\w+/g) ?? [];
  }),
);

test("every type that an environment makes has an entry, or is named as one without", () => {
  const named = new Set(Object.values(WITHOUT_ENTRY).flat());
  expect(made).toContain("aws_vpc");
  expect([...made].filter((type) => !(type in AUDITED_TYPES) && !named.has(type))).toEqual([]);
});

test("a type that is named as one without has none, and is made", () => {
  const named = Object.values(WITHOUT_ENTRY).flat();
  expect(named.filter((type) => type in AUDITED_TYPES || !made.has(type))).toEqual([]);
});
