import { blockOf, isTrue, type Json, textOf } from "../../terraform/json";
import type { Resource } from "../facts/resource";
import type { System } from "../facts/system";

/** Where a box stands. */
export type Zone = "outside" | "edge" | "public" | "private" | "isolated" | "services";

export interface Kind {
  readonly title: string;
  /** Chooses the colour. */
  readonly group: "edge" | "compute" | "data" | "network" | "security" | "observability";
  /** A fixed zone; else the tier of its subnets decides. */
  readonly zone?: Zone;
  /** The values that name its subnets. */
  readonly subnets?: (resource: Resource, system: System) => readonly SubnetSource[];
  /** A few words about this one. */
  readonly detail?: (resource: Resource, system: System) => string;
  /** Several in one zone are drawn as one box. */
  readonly together?: boolean;
}

export interface SubnetSource {
  readonly stack: string;
  readonly value: Json | undefined;
}

const own =
  (...path: string[]) =>
  ({ stack, body }: Resource): SubnetSource[] => {
    const parents = path.slice(0, -1).reduce((block, name) => blockOf(block[name]), body);
    return [{ stack, value: parents[path.at(-1) ?? ""] }];
  };

const through =
  (argument: string, type: string) =>
  ({ stack, body }: Resource, system: System): SubnetSource[] =>
    system.targets(stack, body[argument], type).map((group) => ({ stack: group.stack, value: group.body.subnet_ids }));

function databaseDetail({ body }: Resource): string {
  const engine = [textOf(body.engine), textOf(body.engine_version)].filter(Boolean).join(" ");
  return [engine, isTrue(body.multi_az) ? "Multi-AZ" : ""].filter(Boolean).join(", ");
}

function serviceDetail(service: Resource, system: System): string {
  const type = "aws_appautoscaling_target";
  const target = system.of(type).find(({ stack, body }) => system.targets(stack, body.resource_id).includes(service));
  const [from, to] = [textOf(target?.body.min_capacity), textOf(target?.body.max_capacity)];
  if (from !== undefined && to !== undefined) return `${from} to ${to} tasks`;
  const count = textOf(service.body.desired_count) ?? "1";
  return count === "1" ? "1 task" : `${count} tasks`;
}

/** What is drawn, and how; what is not listed here is in the inventory alone. */
export const KINDS: Readonly<Record<string, Kind>> = {
  aws_autoscaling_group: {
    title: "EC2 instances",
    group: "compute",
    subnets: own("vpc_zone_identifier"),
    detail: ({ body }) => `${textOf(body.min_size) ?? "?"} to ${textOf(body.max_size) ?? "?"}, Auto Scaling`,
  },
  aws_cloudfront_distribution: { title: "CloudFront", group: "edge", zone: "edge" },
  aws_cloudwatch_log_group: { title: "CloudWatch Logs", group: "observability", zone: "services", together: true },
  aws_db_instance: {
    title: "RDS",
    group: "data",
    subnets: through("db_subnet_group_name", "aws_db_subnet_group"),
    detail: databaseDetail,
  },
  aws_db_proxy: { title: "RDS Proxy", group: "data", subnets: own("vpc_subnet_ids") },
  aws_dynamodb_table: { title: "DynamoDB", group: "data", zone: "services" },
  aws_ecr_repository: { title: "ECR", group: "compute", zone: "services" },
  aws_ecs_service: {
    title: "ECS service",
    group: "compute",
    subnets: own("network_configuration", "subnets"),
    detail: serviceDetail,
  },
  aws_efs_file_system: {
    title: "EFS",
    group: "data",
    subnets: (fileSystem, system) =>
      system.referring(fileSystem, "file_system_id", "aws_efs_mount_target").map(({ stack, body }) => {
        return { stack, value: body.subnet_id };
      }),
  },
  aws_elasticache_replication_group: {
    title: "ElastiCache",
    group: "data",
    subnets: through("subnet_group_name", "aws_elasticache_subnet_group"),
    detail: databaseDetail,
  },
  aws_elasticache_serverless_cache: {
    title: "ElastiCache",
    group: "data",
    subnets: own("subnet_ids"),
    detail: ({ body }) => `${textOf(body.engine) ?? ""} serverless`,
  },
  aws_instance: { title: "EC2 instance", group: "compute", subnets: own("subnet_id") },
  aws_kms_key: { title: "KMS", group: "security", zone: "services", together: true },
  aws_lambda_function: { title: "Lambda", group: "compute", subnets: own("vpc_config", "subnet_ids") },
  aws_lb: {
    title: "Load balancer",
    group: "network",
    subnets: own("subnets"),
    detail: ({ body }) => (isTrue(body.internal) ? "internal" : "internet-facing"),
  },
  aws_nat_gateway: { title: "NAT gateway", group: "network", subnets: own("subnet_id"), together: true },
  aws_rds_cluster: {
    title: "RDS cluster",
    group: "data",
    subnets: through("db_subnet_group_name", "aws_db_subnet_group"),
    detail: databaseDetail,
  },
  aws_s3_bucket: { title: "S3", group: "data", zone: "services" },
  aws_secretsmanager_secret: { title: "Secrets Manager", group: "security", zone: "services", together: true },
  aws_sns_topic: { title: "SNS", group: "observability", zone: "services" },
  aws_wafv2_web_acl: { title: "WAF", group: "security", zone: "edge" },
};
