import { repeated } from "../forms";
import type { Block, Resource, Rule } from "../rule";
import { givenTwice } from "./names-twice";

const EC2_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference";

/** Settings that a resource has once: a second one replaces the first, and each apply undoes the other. By the argument that names the owner. */
const SETTINGS: Readonly<Record<string, string>> = {
  aws_backup_vault_lock_configuration: "backup_vault_name",
  aws_backup_vault_notifications: "backup_vault_name",
  aws_backup_vault_policy: "backup_vault_name",
  aws_ecr_lifecycle_policy: "repository",
  aws_ecr_repository_policy: "repository",
  aws_ecs_cluster_capacity_providers: "cluster_name",
  aws_efs_backup_policy: "file_system_id",
  aws_efs_file_system_policy: "file_system_id",
  aws_internet_gateway: "vpc_id",
  aws_kms_key_policy: "key_id",
  aws_main_route_table_association: "vpc_id",
  aws_route_table_association: "subnet_id",
  aws_s3_bucket_accelerate_configuration: "bucket",
  aws_s3_bucket_acl: "bucket",
  aws_s3_bucket_cors_configuration: "bucket",
  aws_s3_bucket_lifecycle_configuration: "bucket",
  aws_s3_bucket_logging: "bucket",
  aws_s3_bucket_notification: "bucket",
  aws_s3_bucket_object_lock_configuration: "bucket",
  aws_s3_bucket_ownership_controls: "bucket",
  aws_s3_bucket_policy: "bucket",
  aws_s3_bucket_public_access_block: "bucket",
  aws_s3_bucket_replication_configuration: "bucket",
  aws_s3_bucket_server_side_encryption_configuration: "bucket",
  aws_s3_bucket_versioning: "bucket",
  aws_s3_bucket_website_configuration: "bucket",
  aws_secretsmanager_secret_policy: "secret_arn",
  aws_secretsmanager_secret_rotation: "secret_id",
  aws_sns_topic_policy: "arn",
  aws_sqs_queue_policy: "queue_url",
  aws_sqs_queue_redrive_policy: "queue_url",
  aws_vpc_dhcp_options_association: "vpc_id",
  aws_wafv2_web_acl_association: "resource_arn",
  aws_wafv2_web_acl_logging_configuration: "resource_arn",
};

/** Entries that an owner has once, by what makes two of them the same. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  aws_appautoscaling_policy: ["resource_id", "name"],
  aws_appautoscaling_scheduled_action: ["resource_id", "name"],
  aws_appautoscaling_target: ["service_namespace", "resource_id", "scalable_dimension"],
  aws_autoscaling_policy: ["autoscaling_group_name", "name"],
  aws_cloudwatch_event_target: ["rule", "target_id"],
  aws_cloudwatch_log_metric_filter: ["log_group_name", "name"],
  aws_cloudwatch_log_subscription_filter: ["log_group_name", "name"],
  aws_ecs_service: ["cluster", "name"],
  aws_iam_role_policy: ["role", "name"],
  aws_iam_user_policy: ["user", "name"],
  aws_iam_user_policy_attachment: ["user", "policy_arn"],
  aws_lb_listener_certificate: ["listener_arn", "certificate_arn"],
  aws_network_acl_rule: ["network_acl_id", "egress", "rule_number"],
  aws_lb_target_group_attachment: ["target_group_arn", "target_id"],
  aws_scheduler_schedule: ["name"],
  aws_security_group: ["vpc_id", "name"],
  aws_service_discovery_service: ["namespace_id", "name"],
  aws_sns_topic_subscription: ["topic_arn", "protocol", "endpoint"],
  aws_vpc_endpoint: ["vpc_id", "service_name", "vpc_endpoint_type"],
  aws_wafv2_ip_set: ["scope", "name"],
  aws_wafv2_regex_pattern_set: ["scope", "name"],
  aws_wafv2_rule_group: ["scope", "name"],
  aws_wafv2_web_acl: ["scope", "name"],
};

/** What two rules of a group have in common when EC2 calls them duplicates. */
const SOURCES = [
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
  "source_security_group_id",
  "cidr_blocks",
  "ipv6_cidr_blocks",
  "prefix_list_ids",
  "self",
];

const identities = (block: Block, name: string): string => {
  const value = block.json[name];
  const all = Array.isArray(value) ? value : [value];
  return all
    .map((one) => block.tree.identity(one, block.stack) ?? String(one))
    .sort()
    .join();
};

const ruleKey = (one: Resource): (string | undefined)[] => [
  one.identity("security_group_id"),
  one.has("type") ? one.text("type") : "",
  one.text("ip_protocol") ?? one.text("protocol"),
  one.has("from_port") ? one.text("from_port") : "",
  one.has("to_port") ? one.text("to_port") : "",
  SOURCES.map((name) => (one.has(name) ? identities(one, name) : "")).join("|"),
];

export const entryRules: readonly Rule[] = [
  {
    id: "setting-twice",
    trap: 66,
    title: "What a resource has once is set once: of two, each apply undoes one",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html",
    severity: "error",
    fix: "Put both into one resource.",
    on: Object.keys(SETTINGS),
    *check(resource, tree) {
      const attribute = SETTINGS[resource.type] ?? "";
      yield* givenTwice(resource, tree, (one) => [one.region ?? "", one.identity(attribute)], attribute);
    },
  },
  {
    id: "entry-twice",
    trap: 66,
    title: "Two entries of one owner differ in what tells them apart",
    source: "https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html",
    severity: "error",
    fix: "Leave one of them out, or give it another name.",
    on: Object.keys(ENTRIES),
    *check(resource, tree) {
      const names = ENTRIES[resource.type] ?? [];
      const place = (one: Resource) => (names.length === 1 ? [one.text("group_name") ?? "default"] : []);
      const key = (one: Resource) => [
        one.region ?? "",
        ...place(one),
        ...names.map((name) =>
          one.has(name) || name === "name" || name.endsWith("_id") ? (one.identity(name) ?? one.text(name)) : "",
        ),
        resource.type === "aws_lb_target_group_attachment" ? (one.text("port") ?? "") : "",
      ];
      yield* givenTwice(resource, tree, key, names.at(-1) ?? "name");
    },
  },
  {
    id: "security-group-rule-twice",
    trap: 66,
    title: "A security group has each rule once",
    source: `${EC2_API}/API_AuthorizeSecurityGroupIngress.html`,
    severity: "error",
    fix: "Leave one of them out.",
    on: ["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_security_group_rule"],
    *check(resource, tree) {
      yield* givenTwice(resource, tree, ruleKey, "security_group_id");
    },
  },
  {
    id: "record-twice",
    trap: 66,
    title: "A zone has one record of a name and type, and beside a CNAME none",
    source: "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html",
    severity: "error",
    fix: "Put the values into one record, or give each a set_identifier and a routing policy.",
    on: ["aws_route53_record"],
    *check(resource, tree) {
      const name = (one: Resource) => one.text("name")?.toLowerCase().replace(/\.$/, "");
      const key = (one: Resource) => [
        one.identity("zone_id"),
        name(one),
        one.text("type"),
        one.has("set_identifier") ? one.text("set_identifier") : "",
      ];
      yield* givenTwice(resource, tree, key, "name");
      if (resource.text("type") !== "CNAME" || name(resource) === undefined) return;
      const [zone, own] = key(resource);
      const beside = tree
        .all("aws_route53_record")
        .find((one) => one !== resource && one.text("type") !== "CNAME" && key(one)[0] === zone && name(one) === own);
      if (beside) yield resource.problem("name", `${beside.address} has the name too`);
    },
  },
  {
    id: "distribution-twice",
    trap: 66,
    title: "A distribution has each origin, path and error code once, and an alias is one distribution's",
    source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html",
    severity: "error",
    fix: "Leave one of them out.",
    on: ["aws_cloudfront_distribution"],
    *check(resource, tree) {
      const places = [
        ["origin", "origin_id"],
        ["ordered_cache_behavior", "path_pattern"],
        ["custom_error_response", "error_code"],
      ] as const;
      for (const [block, attribute] of places) {
        const [twice] = repeated(resource.blocks(block).flatMap((one) => one.text(attribute) ?? []));
        if (twice !== undefined) yield resource.problem(`${block}.${attribute}`, "given twice", twice);
      }
      const behaviors = [...resource.blocks("default_cache_behavior"), ...resource.blocks("ordered_cache_behavior")];
      for (const behavior of behaviors) {
        const events = [...behavior.blocks("function_association"), ...behavior.blocks("lambda_function_association")];
        const [event] = repeated(events.flatMap((one) => one.text("event_type") ?? []));
        if (event !== undefined) yield behavior.problem("function_association", "one function an event", event);
      }
      const own = resource.texts("aliases").map((one) => one.toLowerCase());
      const all = tree.all("aws_cloudfront_distribution");
      const others = all.slice(0, all.indexOf(resource)).flatMap((one) => one.texts("aliases"));
      const taken = [...repeated(own), ...own.filter((alias) => others.some((other) => other.toLowerCase() === alias))];
      if (taken.length > 0) yield resource.problem("aliases", "given twice", taken);
    },
  },
  {
    id: "scaling-metric-twice",
    trap: 66,
    title: "A scaling target follows a metric by one policy",
    source:
      "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html",
    severity: "error",
    fix: "Leave one of the policies out.",
    on: ["aws_appautoscaling_policy"],
    *check(resource, tree) {
      const metric = (one: Resource) =>
        one
          .block("target_tracking_scaling_policy_configuration")
          ?.block("predefined_metric_specification")
          ?.text("predefined_metric_type");
      if (metric(resource) === undefined) return;
      yield* givenTwice(
        resource,
        tree,
        (one) => [
          one.identity("resource_id"),
          one.text("scalable_dimension") ?? one.identity("scalable_dimension"),
          metric(one),
        ],
        "target_tracking_scaling_policy_configuration.predefined_metric_specification.predefined_metric_type",
        metric(resource),
      );
    },
  },
];
