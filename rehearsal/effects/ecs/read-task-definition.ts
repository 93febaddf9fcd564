import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";
import type { TaskDefinition, TaskVolume } from "./task-definition";

/** The task definition in a state of `aws_ecs_task_definition`. */
export function readTaskDefinition(state: ObjectValue): TaskDefinition {
  return {
    arn: String(state.arn),
    family: String(state.family),
    taskRoleArn: text(state.task_role_arn),
    networkMode: text(state.network_mode) ?? "bridge",
    cpu: cpuUnits(state.cpu),
    memory: mebibytes(state.memory),
    containers: JSON.parse(String(state.container_definitions)),
    volumes: blocksOf(state.volume).map(readVolume),
  };
}

function readVolume(volume: ObjectValue): TaskVolume {
  const [efs] = blocksOf(volume.efs_volume_configuration);
  const [authorization] = blocksOf(efs?.authorization_config);
  const accessPointId = text(authorization?.access_point_id);
  return {
    name: String(volume.name),
    ...(efs ? { efs: { fileSystemId: String(efs.file_system_id), ...(accessPointId ? { accessPointId } : {}) } } : {}),
    ...(text(volume.host_path) ? { hostPath: text(volume.host_path) } : {}),
  };
}

/** `512`, `.5 vCPU` and `1 vcpu` are all allowed. */
export function cpuUnits(value: Value | undefined): number | undefined {
  const given = text(value);
  if (!given) return undefined;
  const virtual = /^([\d.]+) *vcpu$/i.exec(given);
  return virtual ? Number(virtual[1]) * 1024 : Number(given);
}

/** `1024`, `1 GB` and `1gb` are all allowed. */
export function mebibytes(value: Value | undefined): number | undefined {
  const given = text(value);
  if (!given) return undefined;
  const giga = /^([\d.]+) *gb$/i.exec(given);
  return giga ? Number(giga[1]) * 1024 : Number(given);
}

function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
