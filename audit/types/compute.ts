import { blockOf, blocksOf, type JsonObject, textOf } from "../../terraform/json";
import { bad, type Finding, good, warn } from "../facts/finding";
import type { Resource } from "../facts/resource";
import type { System } from "../facts/system";
import type { AuditedTypes } from "./audited-type";
import { withKey } from "./encryption";
import { own } from "./subnets";

function volume(block: Readonly<Record<string, unknown>>): Finding {
  const encrypted = block.encrypted === true || block.encrypted === "true";
  return encrypted
    ? good(block.kms_key_id ? "volumes with their own KMS key" : "volumes with the account's EBS key")
    : bad("a volume is not encrypted");
}

function worst(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ tone }) => tone === "bad") ?? findings[0];
}

function mountedVolumes(body: JsonObject): Finding | undefined {
  const shared = blocksOf(body.volume).flatMap((one) => blocksOf(one.efs_volume_configuration));
  if (shared.length === 0) return undefined;
  const encrypted = shared.every(({ transit_encryption }) => transit_encryption === "ENABLED");
  return encrypted ? good("EFS volumes mounted with TLS") : bad("an EFS volume is mounted without TLS");
}

function serviceDetail(service: Resource, system: System): string {
  const type = "aws_appautoscaling_target";
  const target = system.of(type).find(({ stack, body }) => system.targets(stack, body.resource_id).includes(service));
  const [from, to] = [textOf(target?.body.min_capacity), textOf(target?.body.max_capacity)];
  if (from !== undefined && to !== undefined) return `${from} to ${to} tasks`;
  const count = textOf(service.body.desired_count) ?? "1";
  return count === "1" ? "1 task" : `${count} tasks`;
}

export const compute: AuditedTypes = {
  aws_apprunner_service: { served: "a service's public address" },
  aws_autoscaling_group: {
    box: {
      title: "EC2 instances",
      group: "compute",
      subnets: own("vpc_zone_identifier"),
      detail: ({ body }) => `${textOf(body.min_size) ?? "?"} to ${textOf(body.max_size) ?? "?"}, Auto Scaling`,
    },
  },
  aws_ecr_repository: {
    box: { title: "ECR", group: "compute", zone: "services" },
    atRest: (resource, system) => {
      const encryption = blockOf(resource.body.encryption_configuration);
      const key = textOf(encryption.kms_key);
      if (encryption.encryption_type !== "KMS") return warn("AES-256 with keys of ECR");
      return good(withKey(key && system.readable(resource.stack, key)));
    },
  },
  aws_ecrpublic_repository: { served: "public images" },
  aws_ecs_cluster: {
    accessLog: ({ body }) => {
      const exec = blockOf(blockOf(body.configuration).execute_command_configuration);
      return exec.logging === "OVERRIDE" ? good("ECS Exec sessions") : warn("ECS Exec sessions are not kept");
    },
  },
  aws_ecs_service: {
    box: {
      title: "ECS service",
      group: "compute",
      subnets: own("network_configuration", "subnets"),
      detail: serviceDetail,
    },
  },
  aws_ecs_task_definition: { inTransit: ({ body }) => mountedVolumes(body) },
  aws_instance: {
    box: { title: "EC2 instance", group: "compute", subnets: own("subnet_id") },
    atRest: ({ body }) => volume(blockOf(body.root_block_device)),
  },
  aws_lambda_function: { box: { title: "Lambda", group: "compute", subnets: own("vpc_config", "subnet_ids") } },
  aws_lambda_function_url: {
    endpoints: () => [{ name: "a name under lambda-url", kind: "function" }],
    served: "a function's public address",
  },
  aws_launch_template: {
    atRest: ({ body }) => worst(blocksOf(body.block_device_mappings).map((mapping) => volume(blockOf(mapping.ebs)))),
  },
};
