import type { Resource } from "../../terraform/block";
import { blockOf, blocksOf, type JsonObject, textOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";
import { bad, type Finding, good, warn } from "../facts/finding";
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

function mountedVolumes(json: JsonObject): Finding | undefined {
  const shared = blocksOf(json.volume).flatMap((one) => blocksOf(one.efs_volume_configuration));
  if (shared.length === 0) return undefined;
  const encrypted = shared.every(({ transit_encryption }) => transit_encryption === "ENABLED");
  return encrypted ? good("EFS volumes mounted with TLS") : bad("an EFS volume is mounted without TLS");
}

function serviceDetail(service: Resource, tree: Tree): string {
  const type = "aws_appautoscaling_target";
  const [target] = tree.referring(service, "resource_id", type);
  const [from, to] = [textOf(target?.json.min_capacity), textOf(target?.json.max_capacity)];
  if (from !== undefined && to !== undefined) return `${from} to ${to} tasks`;
  const count = textOf(service.json.desired_count) ?? "1";
  return count === "1" ? "1 task" : `${count} tasks`;
}

export const compute: AuditedTypes = {
  aws_apprunner_service: { served: "a service's public address" },
  aws_autoscaling_group: {
    box: {
      title: "EC2 instances",
      group: "compute",
      subnets: own("vpc_zone_identifier"),
      detail: ({ json }) => `${textOf(json.min_size) ?? "?"} to ${textOf(json.max_size) ?? "?"}, Auto Scaling`,
    },
  },
  aws_ecr_repository: {
    box: { title: "ECR", group: "compute", zone: "services" },
    atRest: (resource) => {
      const encryption = blockOf(resource.json.encryption_configuration);
      const key = textOf(encryption.kms_key);
      if (encryption.encryption_type !== "KMS") return warn("AES-256 with keys of ECR");
      return good(withKey(key && resource.readable(key)));
    },
  },
  aws_ecrpublic_repository: { served: "public images" },
  aws_ecs_cluster: {
    accessLog: ({ json }) => {
      const exec = blockOf(blockOf(json.configuration).execute_command_configuration);
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
  aws_ecs_task_definition: { inTransit: ({ json }) => mountedVolumes(json) },
  aws_instance: {
    box: { title: "EC2 instance", group: "compute", subnets: own("subnet_id") },
    atRest: ({ json }) => volume(blockOf(json.root_block_device)),
  },
  aws_lambda_function: { box: { title: "Lambda", group: "compute", subnets: own("vpc_config", "subnet_ids") } },
  aws_lambda_function_url: {
    endpoints: () => [{ name: "a name under lambda-url", kind: "function" }],
    served: "a function's public address",
  },
  aws_launch_template: {
    atRest: ({ json }) => worst(blocksOf(json.block_device_mappings).map((mapping) => volume(blockOf(mapping.ebs)))),
  },
};
