import type { SynthesizedStack } from "../../support/synth-app";

/** What AWS could have answered, by the attribute that another stack reads; `TYPE.attribute` before `attribute`. */
const ANSWERS: Readonly<Record<string, string>> = {
  "aws_vpc.id": "vpc-0123456789abcdef0",
  "aws_subnet.id": "subnet-",
  "aws_security_group.id": "sg-",
  "aws_efs_file_system.arn": "arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-0123456789abcdef0",
  "aws_elasticache_replication_group.arn": "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:wordpress",
  "aws_elasticache_user.arn": "arn:aws:elasticache:eu-west-1:111122223333:user:wordpress",
  "aws_sesv2_email_identity.arn": "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
  "aws_sesv2_configuration_set.arn": "arn:aws:ses:eu-west-1:111122223333:configuration-set/wordpress",
  "aws_efs_file_system.id": "fs-0123456789abcdef0",
  "aws_efs_access_point.id": "fsap-0123456789abcdef0",
  "aws_db_instance.address": "wordpress.abcdefghijkl.eu-west-1.rds.amazonaws.com",
  "aws_rds_cluster.endpoint": "wordpress.cluster-abcdefghijkl.eu-west-1.rds.amazonaws.com",
  "aws_db_proxy.endpoint": "wordpress-db-proxy.proxy-abcdefghijkl.eu-west-1.rds.amazonaws.com",
  "aws_elasticache_replication_group.primary_endpoint_address": "master.wordpress.abcdef.euw1.cache.amazonaws.com",
  "aws_acm_certificate_validation.certificate_arn": "arn:aws:acm:us-east-1:111122223333:certificate/wordpress",
  "aws_backup_vault.name": "wordpress-production-backup",
  "aws_backup_vault.arn": "arn:aws:backup:eu-west-1:111122223333:backup-vault:wordpress-production-backup",
  "aws_db_instance.arn": "arn:aws:rds:eu-west-1:111122223333:db:wordpress",
  "aws_rds_cluster.arn": "arn:aws:rds:eu-west-1:111122223333:cluster:wordpress",
  "aws_db_parameter_group.name": "wordpress-0123456789",
  "aws_rds_cluster_parameter_group.name": "wordpress-0123456789",
  "aws_db_subnet_group.name": "wordpress-0123456789",
  "aws_cloudfront_distribution.domain_name": "d0123456789abc.cloudfront.net",
  "aws_cloudfront_distribution.id": "E0123456789ABC",
  "aws_lb.dns_name": "wordpress-0123456789.eu-west-1.elb.amazonaws.com",
  "aws_lb.arn_suffix": "app/wordpress/0123456789abcdef",
  "aws_lb_target_group.arn_suffix": "targetgroup/wp-0123456789/0123456789abcdef",
  "aws_ecs_service.id": "arn:aws:ecs:eu-west-1:111122223333:service/wordpress/wordpress",
  "aws_ecs_service.name": "wordpress",
  "aws_ecs_capacity_provider.name": "wordpress-production",
  "aws_cloudwatch_log_group.name": "/ecs/wordpress/wordpress",
  "aws_kms_key.arn": "arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef",
  "aws_ecr_repository.name": "wordpress-production",
  "aws_s3_bucket.id": "wordpress-production-transfer-111122223333",
  "aws_sqs_queue.name": "wordpress-production-cron",
  "aws_ecr_repository.repository_url": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/wordpress",
  "aws_route53_record.fqdn": "_0123456789abcdef.www.example.com",
  "aws_iam_role.arn": "arn:aws:iam::111122223333:role/wordpress-production-task",
  "aws_iam_role.name": "wordpress-production-task",
  "docker_registry_image.sha256_digest": `sha256:${"0123456789abcdef".repeat(4)}`,
  arn: "arn:aws:service:eu-west-1:111122223333:thing/wordpress-AbCdEf",
};

/**
 * A state whose outputs have the form of real ones, so that later stacks can be planned without an apply.
 *
 * @throws for an output that no answer is known for.
 */
export function standInState({ name, output }: SynthesizedStack): object {
  const outputs = Object.entries(output).map(([id, { value }], index) => [
    id,
    { type: "string", value: answer(String(value), index, `${name} ${id}`) },
  ]);
  return {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: `stand-in-${name}`,
    outputs: Object.fromEntries(outputs),
    resources: [],
  };
}

function answer(expression: string, index: number, at: string): string {
  const [, type = "", attribute = ""] = /^\$\{(\w+)\.[\w-]+\.(\w+)\}$/.exec(expression) ?? [];
  if (type === "") return expression.replace(/\$\{.*\}/, "computed");
  const known = ANSWERS[`${type}.${attribute}`] ?? ANSWERS[attribute];
  if (known === undefined) throw new Error(`${at}: no stand-in for ${type}.${attribute}`);
  return known.endsWith("-") ? `${known}${index.toString(16).padStart(17, "0")}` : known;
}
