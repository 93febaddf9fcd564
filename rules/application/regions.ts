import type { Block, Finding, Resource, Rule, Tree } from "../rule";

/** Arguments that name something of the same region, by type; a dot leads into a block. */
const SAME_REGION: Readonly<Record<string, readonly string[]>> = {
  aws_backup_vault: ["kms_key_arn"],
  aws_cloudtrail: ["kms_key_id", "cloud_watch_logs_group_arn"],
  aws_cloudwatch_event_target: ["arn", "dead_letter_config.arn"],
  aws_cloudwatch_log_group: ["kms_key_id"],
  aws_cloudwatch_log_subscription_filter: ["destination_arn", "log_group_name"],
  aws_cloudwatch_log_metric_filter: ["log_group_name"],
  aws_db_instance: [
    "kms_key_id",
    "performance_insights_kms_key_id",
    "master_user_secret_kms_key_id",
    "db_subnet_group_name",
    "parameter_group_name",
    "vpc_security_group_ids",
  ],
  aws_db_subnet_group: ["subnet_ids"],
  aws_dynamodb_table: ["server_side_encryption.kms_key_arn"],
  aws_ecr_repository: ["encryption_configuration.kms_key"],
  aws_ecs_cluster: [
    "configuration.execute_command_configuration.kms_key_id",
    "configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name",
    "configuration.managed_storage_configuration.kms_key_id",
  ],
  aws_ecs_service: [
    "cluster",
    "task_definition",
    "load_balancer.target_group_arn",
    "network_configuration.subnets",
    "network_configuration.security_groups",
  ],
  aws_efs_file_system: ["kms_key_id"],
  aws_efs_mount_target: ["file_system_id", "subnet_id", "security_groups"],
  aws_elasticache_replication_group: ["kms_key_id", "subnet_group_name", "security_group_ids", "parameter_group_name"],
  aws_elasticache_serverless_cache: ["kms_key_id", "subnet_ids", "security_group_ids"],
  aws_flow_log: ["vpc_id", "subnet_id"],
  aws_lambda_function: ["kms_key_arn", "dead_letter_config.target_arn"],
  aws_launch_template: ["block_device_mappings.ebs.kms_key_id", "vpc_security_group_ids"],
  aws_lb: ["access_logs.bucket", "connection_logs.bucket", "subnets", "security_groups"],
  aws_lb_listener: ["certificate_arn", "load_balancer_arn", "default_action.target_group_arn"],
  aws_lb_listener_certificate: ["certificate_arn", "listener_arn"],
  aws_lb_listener_rule: ["listener_arn", "action.target_group_arn"],
  aws_lb_target_group: ["vpc_id"],
  aws_nat_gateway: ["subnet_id", "allocation_id"],
  aws_rds_cluster: ["kms_key_id", "db_subnet_group_name", "vpc_security_group_ids"],
  aws_rds_cluster_instance: ["performance_insights_kms_key_id", "cluster_identifier"],
  aws_s3_bucket_logging: ["target_bucket"],
  aws_s3_bucket_notification: ["topic.topic_arn", "queue.queue_arn", "lambda_function.lambda_function_arn"],
  aws_s3_bucket_server_side_encryption_configuration: [
    "rule.apply_server_side_encryption_by_default.kms_master_key_id",
  ],
  aws_scheduler_schedule: ["target.arn", "target.dead_letter_config.arn", "kms_key_arn"],
  aws_secretsmanager_secret: ["kms_key_id"],
  aws_sns_topic: ["kms_master_key_id"],
  aws_sqs_queue: ["kms_master_key_id"],
  aws_ssm_parameter: ["key_id"],
  aws_vpc_endpoint: ["vpc_id", "subnet_ids", "security_group_ids"],
};

/** Services whose ARNs have a region, but whose resources serve all: a target or a bus of another region is a thing of its own. */
const CROSSES = /^arn:[\w-]+:(s3|iam|cloudfront|route53|events):/;

/** The blocks that a path leads to, and the argument at its end. */
function placesOf(resource: Block, path: string): { block: Block; attribute: string }[] {
  const steps = path.split(".");
  const attribute = steps.pop() ?? "";
  const blocks = steps.reduce<Block[]>((found, step) => found.flatMap((one) => one.blocks(step)), [resource]);
  return blocks.filter((block) => block.has(attribute)).map((block) => ({ block, attribute }));
}

/** The region of what a value names, and its address where the tree has it. */
function regionOf(value: unknown, block: Block, tree: Tree): { region: string; address: string } | undefined {
  const target = tree.referent(value, block.stack)?.resource;
  if (target) {
    const source = target.type === "aws_acm_certificate_validation" ? target.follow("certificate_arn") : target;
    const { region } = source ?? target;
    return target.type.startsWith("aws_") && region ? { region, address: target.address } : undefined;
  }
  const text = typeof value === "string" ? tree.resolve(value, block.stack) : undefined;
  if (typeof text !== "string" || CROSSES.test(text)) return undefined;
  const region = /^arn:[\w-]+:[\w-]+:([a-z]{2}[a-z-]*-\d):/.exec(text)?.[1];
  return region ? { region, address: text } : undefined;
}

/** The VPC behind a subnet, a security group, or what stands in one. */
function vpcOf(resource: Resource): Resource | undefined {
  const vpc = resource.follow("vpc_id");
  return vpc?.type === "aws_vpc" ? vpc : undefined;
}

/** Arguments whose resources must be of one VPC, by type. */
const SAME_VPC: Readonly<Record<string, readonly string[]>> = {
  aws_autoscaling_group: ["vpc_zone_identifier"],
  aws_db_subnet_group: ["subnet_ids"],
  aws_ecs_service: ["network_configuration.subnets", "network_configuration.security_groups"],
  aws_efs_mount_target: ["subnet_id", "security_groups"],
  aws_elasticache_serverless_cache: ["subnet_ids", "security_group_ids"],
  aws_elasticache_subnet_group: ["subnet_ids"],
  aws_lb: ["subnets", "security_groups"],
  aws_route_table_association: ["subnet_id", "route_table_id"],
  aws_vpc_endpoint: ["vpc_id", "subnet_ids", "security_group_ids", "route_table_ids"],
};

export const regionRules: readonly Rule[] = [
  {
    id: "same-region",
    trap: 78,
    title: "Keys, certificates, topics, groups and targets are of the region of what uses them",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
    severity: "error",
    fix: "Make both with one provider.",
    on: Object.keys(SAME_REGION),
    *check(resource, tree) {
      const { region } = resource;
      if (region === undefined) return;
      for (const path of SAME_REGION[resource.type] ?? [])
        for (const { block, attribute } of placesOf(resource, path)) {
          const value = block.json[attribute];
          const all = Array.isArray(value) ? value : [value];
          const far = all.map((one) => regionOf(one, block, tree)).find((one) => one && one.region !== region);
          if (far)
            yield block.problem(attribute, `${far.address} is of ${far.region}, ${resource.address} of ${region}`);
        }
    },
  },
  {
    id: "same-vpc",
    trap: 78,
    title: "Subnets and security groups of one resource are of one VPC, and a load balancer's targets of its own",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
    severity: "error",
    fix: "Take subnets and security groups of the same VPC.",
    on: [...Object.keys(SAME_VPC), "aws_lb_listener"],
    *check(resource) {
      if (resource.type === "aws_lb_listener") {
        yield* foreignTargets(resource);
        return;
      }
      const found = (SAME_VPC[resource.type] ?? []).flatMap((path) =>
        placesOf(resource, path).flatMap(({ block, attribute }) =>
          block
            .followAll(attribute)
            .map((one) => ({ block, attribute, one, vpc: one.type === "aws_vpc" ? one : vpcOf(one) })),
        ),
      );
      const first = found.find(({ vpc }) => vpc)?.vpc;
      const other = found.find(({ vpc }) => vpc && vpc !== first);
      if (other)
        yield other.block.problem(
          other.attribute,
          `${other.one.address} is in ${other.vpc?.address}, not in ${first?.address}`,
        );
    },
  },
];

function* foreignTargets(listener: Resource): Iterable<Finding> {
  const [subnet] = listener.follow("load_balancer_arn")?.followAll("subnets") ?? [];
  const vpc = subnet && vpcOf(subnet);
  for (const action of listener.blocks("default_action")) {
    const group = action.follow("target_group_arn");
    const other = group && vpcOf(group);
    if (vpc && other && vpc !== other)
      yield action.problem("target_group_arn", `${group.address} is in ${other.address}`);
  }
}
