import { blockOf, blocksOf, isTrue, textOf, textsOf } from "../../terraform/json";
import { bad, good, type Question, type Questions, warn } from "./finding";
import type { Resource } from "./resource";
import type { System } from "./system";

export interface LogGroup {
  readonly group: Resource;
  readonly name: string;
  /** Days; undefined for ever. */
  readonly retention: number | undefined;
  /** What names the group: containers, flow logs, the cluster's exec sessions … */
  readonly writers: readonly Resource[];
}

export function readLogGroups(system: System): LogGroup[] {
  return system.of("aws_cloudwatch_log_group").map((group) => {
    const retention = Number(group.body.retention_in_days ?? 0);
    const writers = system.resources.filter(({ stack, body, type }) => {
      return !type.startsWith("aws_iam_") && system.targets(stack, Object.values(body)).includes(group);
    });
    const name = textOf(group.body.name) ?? textOf(group.body.name_prefix) ?? group.label;
    return { group, name: system.readable(group.stack, name), retention: retention || undefined, writers };
  });
}

const bucket: Question = (resource, system) => {
  const [logging] = system.referring(resource, "bucket", "aws_s3_bucket_logging");
  return logging ? good("access log") : warn("no access log");
};

const database: Question = ({ body }) => {
  const exported = textsOf(body.enabled_cloudwatch_logs_exports);
  return exported.length > 0 ? good(`${exported.join(", ")} to CloudWatch Logs`) : warn("nothing exported");
};

/** What a resource writes down about its use. */
export const ACCESS_LOGS: Questions = {
  aws_cloudfront_distribution: (resource, system) => {
    const [delivery] = system.referring(resource, "resource_arn", "aws_cloudwatch_log_delivery_source");
    return delivery || blocksOf(resource.body.logging_config).length > 0 ? good("access log") : warn("no access log");
  },
  aws_db_instance: database,
  aws_ecs_cluster: ({ body }) => {
    const exec = blockOf(blockOf(body.configuration).execute_command_configuration);
    return exec.logging === "OVERRIDE" ? good("ECS Exec sessions") : warn("ECS Exec sessions are not kept");
  },
  aws_lb: ({ body }) => (isTrue(blockOf(body.access_logs).enabled) ? good("access log to S3") : warn("no access log")),
  aws_rds_cluster: database,
  aws_s3_bucket: bucket,
  aws_vpc: (resource, system) => {
    const flows = system.referring(resource, "vpc_id", "aws_flow_log");
    if (flows.length === 0) return bad("no flow log");
    return good(`flow log of ${flows.map(({ body }) => textOf(body.traffic_type) ?? "ALL").join(", ")} traffic`);
  },
  aws_wafv2_web_acl: (resource, system) => {
    const [logging] = system.referring(resource, "resource_arn", "aws_wafv2_web_acl_logging_configuration");
    return logging ? good("requests logged") : warn("requests not logged");
  },
};
