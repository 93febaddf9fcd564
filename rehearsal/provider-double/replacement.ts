/** What a change does to a resource that already exists. The typings do not say, so the types where it matters are listed here. */
export interface Replacement {
  /** Every change makes a new resource. */
  readonly always?: boolean;
  /** A change of one of these makes a new resource. */
  readonly attributes?: readonly string[];
  /** Computed attributes that any change renews. */
  readonly recomputed?: readonly string[];
}

const RULES: Readonly<Record<string, Replacement>> = {
  aws_ecs_task_definition: { always: true },
  aws_launch_configuration: { always: true },
  aws_launch_template: { attributes: ["name", "name_prefix"], recomputed: ["latest_version"] },
  aws_acm_certificate: { attributes: ["domain_name", "subject_alternative_names", "validation_method"] },
  aws_cloudwatch_log_group: { attributes: ["name", "name_prefix"] },
  aws_db_instance: {
    attributes: ["engine", "username", "db_name", "availability_zone", "storage_encrypted", "kms_key_id"],
  },
  aws_db_subnet_group: { attributes: ["name", "name_prefix"] },
  aws_db_parameter_group: { attributes: ["name", "name_prefix", "family"] },
  aws_dynamodb_table: { attributes: ["name", "hash_key", "range_key"] },
  aws_ecr_repository: { attributes: ["name", "encryption_configuration"] },
  aws_ecs_cluster: { attributes: ["name"] },
  aws_ecs_service: { attributes: ["name", "cluster", "launch_type", "scheduling_strategy"] },
  aws_efs_access_point: { always: true },
  aws_efs_file_system: { attributes: ["encrypted", "kms_key_id", "performance_mode", "creation_token"] },
  aws_efs_mount_target: { attributes: ["file_system_id", "subnet_id", "ip_address"] },
  aws_elasticache_replication_group: { attributes: ["replication_group_id", "subnet_group_name", "port"] },
  aws_iam_role: { attributes: ["name", "name_prefix", "path"] },
  aws_lb: { attributes: ["name", "name_prefix", "internal", "load_balancer_type"] },
  aws_lb_listener: { attributes: ["load_balancer_arn"] },
  aws_lb_target_group: { attributes: ["name", "name_prefix", "port", "protocol", "target_type", "vpc_id"] },
  aws_nat_gateway: { attributes: ["subnet_id", "allocation_id", "connectivity_type"] },
  aws_s3_bucket: { attributes: ["bucket", "bucket_prefix"] },
  aws_secretsmanager_secret: { attributes: ["name", "name_prefix"] },
  aws_secretsmanager_secret_version: { attributes: ["secret_id"], recomputed: ["version_id"] },
  aws_security_group: { attributes: ["name", "name_prefix", "description", "vpc_id"] },
  aws_subnet: { attributes: ["availability_zone", "cidr_block", "vpc_id"] },
  aws_vpc: { attributes: ["cidr_block"] },
  docker_image: { attributes: ["name", "build", "triggers"] },
  docker_registry_image: { attributes: ["name", "triggers"], recomputed: ["sha256_digest"] },
};

export function replacementOf(type: string): Replacement {
  return RULES[type] ?? {};
}
