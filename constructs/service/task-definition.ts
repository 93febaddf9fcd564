import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import type { Architecture } from "../../aws/ecs/instance-types";
import { ECS_NAME, ECS_NAME_RULE } from "../../aws/ecs/limits";
import { ec2SizeProblem, fargateSizeProblem } from "../../aws/ecs/task-size";
import type { Compatibility, NetworkMode } from "../cluster/capacity";
import { type ContainerDefinition, containerDefinitions } from "./container-definition";

export interface TaskDefinitionProps {
  /** 1 to 255 letters, digits, hyphens and underscores. */
  readonly family: string;
  readonly compatibility: Compatibility;
  readonly networkMode: NetworkMode;
  readonly architecture: Architecture;
  /** CPU of the task in units; 1024 are one vCPU. */
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  readonly containers: readonly ContainerDefinition[];
  readonly volumes: readonly Volume[];
}

/** A volume of the task: empty and gone with it, or a directory of an EFS file system. */
export interface Volume {
  readonly name: string;
  /** @default - empty, on the task's own disk */
  readonly efs?: { readonly fileSystemId: string; readonly accessPointId: string };
}

/** A task definition. */
export class TaskDefinition extends Construct {
  readonly arn: string;
  readonly family: string;

  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    const { family, compatibility, architecture, cpuUnits, memoryMiB, containers, volumes } = props;
    this.check(props);
    const resource = new EcsTaskDefinition(this, "Resource", {
      family,
      networkMode: props.networkMode,
      requiresCompatibilities: [compatibility],
      cpu: String(cpuUnits),
      memory: String(memoryMiB),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: architecture },
      executionRoleArn: props.executionRoleArn,
      taskRoleArn: props.taskRoleArn,
      containerDefinitions: containerDefinitions(...containers),
      volume: volumes.map(({ name, efs }) => ({ name, efsVolumeConfiguration: efs && efsVolume(efs) })),
      // The old revision is retired after the service has left it.
      lifecycle: { createBeforeDestroy: true },
    });
    this.arn = resource.arn;
    this.family = family;
  }

  private check({ family, compatibility, cpuUnits, memoryMiB, containers, volumes }: TaskDefinitionProps): void {
    if (!ECS_NAME.test(family)) {
      throw new Error(`${this.node.path}: family ${ECS_NAME_RULE}, got ${JSON.stringify(family)}`);
    }
    const sizeProblem = compatibility === "FARGATE" ? fargateSizeProblem : ec2SizeProblem;
    const problem = sizeProblem(cpuUnits, memoryMiB);
    if (problem !== undefined) throw new Error(`${this.node.path}: ${problem}`);
    const known = new Set(volumes.map(({ name }) => name));
    for (const { name, mountPoints = [], startsAfter = [] } of containers) {
      const essential = startsAfter.find((other) => containers.find((one) => one.name === other)?.essential !== false);
      if (essential !== undefined) {
        throw new Error(
          `${this.node.path}: container ${name} starts after ${essential}, which must be a container of the task ` +
            "that is not essential",
        );
      }
      const missing = mountPoints.find(({ sourceVolume }) => !known.has(sourceVolume));
      if (missing !== undefined) {
        throw new Error(
          `${this.node.path}: container ${name} mounts ${missing.sourceVolume}, which is no volume of the task`,
        );
      }
    }
  }
}

/** Over TLS and by the task role; the access point decides directory and user, so no root directory is given. */
function efsVolume({ fileSystemId, accessPointId }: { fileSystemId: string; accessPointId: string }) {
  return {
    fileSystemId,
    transitEncryption: "ENABLED",
    authorizationConfig: { accessPointId, iam: "ENABLED" },
  };
}
