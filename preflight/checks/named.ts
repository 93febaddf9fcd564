import { CLOUDFRONT_REGION } from "../../aws/partitions";
import type { Resource } from "../../terraform/block";

/** How the names of a resource type are found in an account. */
export interface Named {
  readonly type: string;
  /** Attribute with the name. */
  readonly attribute: string;
  /** One call that lists all names of a region. */
  readonly words: string;
  readonly names: (answer: never) => readonly string[];
  /** Region that the call asks. @default the resource's */
  readonly region?: string;
  /** Which resources of the type it is about. @default all */
  readonly concerns?: (resource: Resource) => boolean;
  /** Whether AWS takes a second create for a change of the first, so that nothing stops it. @default false */
  readonly isOverwritten?: boolean;
}

const lists = (type: string, attribute: string, words: string, list: string, name: string): Named => ({
  ...{ type, attribute, words },
  names: (answer: Readonly<Record<string, Record<string, string>[]>>) =>
    (answer[list] ?? []).map((one) => one[name] ?? ""),
});

const overwritten = (named: Named): Named => ({ ...named, isOverwritten: true });

const lastParts = (texts: readonly string[] | undefined, separator: string): string[] =>
  (texts ?? []).map((text) => text.split(separator).at(-1) ?? "");

type Policies = Readonly<Record<string, { Items?: Record<string, Record<string, { Name: string }>>[] }>>;

/** CloudFront's own kinds of policies; only those of the account can be in the way. */
const policies = (type: string, kind: string, call: string): Named => ({
  ...{ type, attribute: "name", region: CLOUDFRONT_REGION, words: `cloudfront ${call} --type custom` },
  names: (answer: Policies) =>
    (answer[`${kind}List`]?.Items ?? []).flatMap((item) => item[kind]?.[`${kind}Config`]?.Name ?? []),
});

export const NAMED: readonly Named[] = [
  lists("aws_ecr_repository", "name", "ecr describe-repositories", "repositories", "repositoryName"),
  lists("aws_db_instance", "identifier", "rds describe-db-instances", "DBInstances", "DBInstanceIdentifier"),
  lists("aws_rds_cluster", "cluster_identifier", "rds describe-db-clusters", "DBClusters", "DBClusterIdentifier"),
  lists(
    "aws_elasticache_replication_group",
    "replication_group_id",
    "elasticache describe-replication-groups",
    "ReplicationGroups",
    "ReplicationGroupId",
  ),
  lists("aws_lb", "name", "elbv2 describe-load-balancers", "LoadBalancers", "LoadBalancerName"),
  lists("aws_iam_role", "name", "iam list-roles", "Roles", "RoleName"),
  lists("aws_cloudwatch_log_group", "name", "logs describe-log-groups", "logGroups", "logGroupName"),
  lists("aws_kms_alias", "name", "kms list-aliases", "Aliases", "AliasName"),
  lists("aws_backup_vault", "name", "backup list-backup-vaults", "BackupVaultList", "BackupVaultName"),
  lists(
    "aws_secretsmanager_secret",
    "name",
    "secretsmanager list-secrets --include-planned-deletion",
    "SecretList",
    "Name",
  ),
  lists("aws_sesv2_email_identity", "email_identity", "sesv2 list-email-identities", "EmailIdentities", "IdentityName"),
  lists("aws_iam_instance_profile", "name", "iam list-instance-profiles", "InstanceProfiles", "InstanceProfileName"),
  lists(
    "aws_autoscaling_group",
    "name",
    "autoscaling describe-auto-scaling-groups",
    "AutoScalingGroups",
    "AutoScalingGroupName",
  ),
  lists(
    "aws_elasticache_subnet_group",
    "name",
    "elasticache describe-cache-subnet-groups",
    "CacheSubnetGroups",
    "CacheSubnetGroupName",
  ),
  lists(
    "aws_elasticache_parameter_group",
    "name",
    "elasticache describe-cache-parameter-groups",
    "CacheParameterGroups",
    "CacheParameterGroupName",
  ),
  lists("aws_elasticache_user", "user_id", "elasticache describe-users", "Users", "UserId"),
  lists("aws_elasticache_user_group", "user_group_id", "elasticache describe-user-groups", "UserGroups", "UserGroupId"),
  lists("aws_ssm_parameter", "name", "ssm describe-parameters", "Parameters", "Name"),
  lists("aws_scheduler_schedule", "name", "scheduler list-schedules", "Schedules", "Name"),
  {
    ...lists("aws_wafv2_web_acl", "name", "wafv2 list-web-acls --scope CLOUDFRONT", "WebACLs", "Name"),
    region: CLOUDFRONT_REGION,
    concerns: (acl) => acl.text("scope") === "CLOUDFRONT",
  },
  {
    ...lists("aws_wafv2_web_acl", "name", "wafv2 list-web-acls --scope REGIONAL", "WebACLs", "Name"),
    concerns: (acl) => acl.text("scope") === "REGIONAL",
  },
  overwritten(lists("aws_cloudwatch_event_rule", "name", "events list-rules", "Rules", "Name")),
  overwritten(
    lists(
      "aws_cloudwatch_dashboard",
      "dashboard_name",
      "cloudwatch list-dashboards",
      "DashboardEntries",
      "DashboardName",
    ),
  ),
  overwritten(
    lists("aws_cloudwatch_metric_alarm", "alarm_name", "cloudwatch describe-alarms", "MetricAlarms", "AlarmName"),
  ),
  overwritten({
    ...{ type: "aws_sns_topic", attribute: "name", words: "sns list-topics" },
    names: ({ Topics }: { Topics?: { TopicArn: string }[] }) =>
      lastParts(
        Topics?.map(({ TopicArn }) => TopicArn),
        ":",
      ),
  }),
  {
    ...{ type: "aws_sqs_queue", attribute: "name", words: "sqs list-queues" },
    names: ({ QueueUrls }: { QueueUrls?: string[] }) => lastParts(QueueUrls, "/"),
  },
  {
    ...{ type: "aws_sesv2_configuration_set", attribute: "configuration_set_name" },
    words: "sesv2 list-configuration-sets",
    names: ({ ConfigurationSets }: { ConfigurationSets?: string[] }) => ConfigurationSets ?? [],
  },
  policies("aws_cloudfront_cache_policy", "CachePolicy", "list-cache-policies"),
  policies("aws_cloudfront_response_headers_policy", "ResponseHeadersPolicy", "list-response-headers-policies"),
  {
    ...{ type: "aws_cloudfront_origin_access_control", attribute: "name", region: CLOUDFRONT_REGION },
    words: "cloudfront list-origin-access-controls",
    names: ({ OriginAccessControlList: list }: { OriginAccessControlList?: { Items?: { Name: string }[] } }) =>
      (list?.Items ?? []).map(({ Name }) => Name),
  },
  {
    ...{ type: "aws_dynamodb_table", attribute: "name", words: "dynamodb list-tables" },
    names: ({ TableNames }: { TableNames: string[] }) => TableNames,
  },
  {
    ...{ type: "aws_ecs_cluster", attribute: "name", words: "ecs list-clusters" },
    names: ({ clusterArns }: { clusterArns: string[] }) => clusterArns.map((arn) => arn.split("/").at(-1) ?? ""),
  },
  {
    ...{ type: "aws_iam_openid_connect_provider", attribute: "url", words: "iam list-open-id-connect-providers" },
    names: ({ OpenIDConnectProviderList: all }: { OpenIDConnectProviderList: { Arn: string }[] }) =>
      all.map(({ Arn }) => `https://${Arn.split("oidc-provider/")[1]}`),
  },
];
