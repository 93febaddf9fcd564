import type { PricedTypes } from "../charge";

/** Types that AWS asks nothing for, by why. */
const FREE: Readonly<Record<string, readonly string[]>> = {
  "rights and names: AWS asks nothing for IAM, Organizations and aliases": [
    ...["aws_iam_instance_profile", "aws_iam_openid_connect_provider", "aws_iam_role", "aws_iam_role_policy"],
    ...["aws_iam_role_policy_attachment", "aws_kms_alias", "aws_sns_topic_policy", "aws_s3_bucket_policy"],
    ...["aws_cloudwatch_log_resource_policy", "aws_efs_file_system_policy", "aws_elasticache_user"],
    ...["aws_elasticache_user_group", "aws_sns_topic_subscription"],
  ],
  "the network itself: AWS asks for gateways, addresses and traffic": [
    ...["aws_vpc", "aws_subnet", "aws_route", "aws_route_table", "aws_route_table_association"],
    ...["aws_internet_gateway", "aws_security_group", "aws_default_security_group"],
    ...["aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"],
  ],
  "public certificates": ["aws_acm_certificate", "aws_acm_certificate_validation"],
  "a part of what another type is charged for": [
    ...["aws_launch_template", "aws_ecs_task_definition", "aws_ecs_capacity_provider"],
    ...["aws_ecs_cluster_capacity_providers", "aws_appautoscaling_policy", "aws_appautoscaling_scheduled_action"],
    ...["aws_appautoscaling_target", "aws_lb_listener", "aws_lb_target_group"],
    ...["aws_db_parameter_group", "aws_db_subnet_group", "aws_db_proxy_default_target_group", "aws_db_proxy_target"],
    ...["aws_rds_cluster_parameter_group", "aws_elasticache_parameter_group", "aws_elasticache_subnet_group"],
    ...["aws_efs_access_point", "aws_efs_backup_policy", "aws_efs_mount_target", "aws_ecr_lifecycle_policy"],
    ...["aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_ownership_controls", "aws_s3_object"],
    ...["aws_s3_bucket_public_access_block", "aws_s3_bucket_server_side_encryption_configuration"],
    ...["aws_s3_bucket_versioning", "aws_secretsmanager_secret_version", "aws_wafv2_web_acl_association"],
    ...["aws_wafv2_ip_set"],
    ...[
      "aws_backup_restore_testing_plan",
      "aws_backup_selection",
      "aws_backup_vault",
      "aws_backup_vault_lock_configuration",
    ],
    ...["aws_cloudfront_cache_policy", "aws_cloudfront_origin_access_control", "aws_cloudfront_vpc_origin"],
    ...["aws_cloudfront_response_headers_policy", "aws_cloudwatch_log_delivery_destination"],
    ...["aws_cloudwatch_log_delivery_source", "aws_sesv2_configuration_set"],
    ...["aws_sesv2_configuration_set_event_destination", "aws_sesv2_email_identity_mail_from_attributes"],
  ],
  "within what AWS gives for nothing: saved queries, events of AWS, standard parameters, budgets, a million messages, 4,000 steps of state machines and 100,000 of their traces":
    [
      ...["aws_cloudwatch_query_definition", "aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"],
      ...["aws_ssm_parameter", "aws_budgets_budget", "aws_sqs_queue", "aws_sfn_state_machine"],
    ],
  "of Terraform or of the machine that deploys": ["terraform_data", "docker_image", "docker_registry_image"],
};

export const free: PricedTypes = Object.fromEntries(
  Object.entries(FREE).flatMap(([why, types]) => types.map((type) => [type, { free: why }])),
);
