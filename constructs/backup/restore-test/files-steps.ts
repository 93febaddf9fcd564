import type { TaskLaunch } from "../../scheduler/task-launch";
import { runTask } from "./run-task";
import { awaited, call, expression, noted, type State } from "./states";

export interface FilesStepsProps {
  readonly partition: string;
  readonly launch: TaskLaunch;
  /** Where the restored file system gets an address, for the time of the check. */
  readonly mountTargets: { readonly subnetIds: readonly string[]; readonly securityGroupId: string };
  /** Parameters of RegisterTaskDefinition but for the volume of the files. */
  readonly taskDefinition: Readonly<Record<string, unknown>> & { readonly Volumes: readonly unknown[] };
  /** Name of that volume. */
  readonly volume: string;
  /** Of the access point, by which the machine's role knows it. */
  readonly tag: { readonly key: string; readonly value: string };
}

const FILE_SYSTEM = { FileSystemId: expression("$resource") };

/**
 * From `MakeAccessPoint` to `Measure`. AWS Backup restores a file system without mount targets and deletes none that has some, so they
 * are there for the time of the check alone. The access point acts as root, which reads what only others may.
 */
export function filesSteps(props: FilesStepsProps): Record<string, State> {
  const { partition } = props;
  return {
    MakeAccessPoint: call(partition, {
      call: "efs:createAccessPoint",
      arguments: {
        ...FILE_SYSTEM,
        ClientToken: expression("$job"),
        PosixUser: { Uid: 0, Gid: 0 },
        RootDirectory: { Path: "/" },
        Tags: [{ Key: props.tag.key, Value: props.tag.value }],
      },
      assign: { accessPoint: expression("$states.result.AccessPointId") },
      next: "MakeMountTargets",
      otherwise: "Forget",
    }),
    MakeMountTargets: each([...props.mountTargets.subnetIds], {
      step: call(partition, {
        call: "efs:createMountTarget",
        arguments: {
          ...FILE_SYSTEM,
          SubnetId: expression("$states.input"),
          SecurityGroups: [props.mountTargets.securityGroupId],
        },
        next: "",
      }),
      next: "AwaitMountTargets",
      otherwise: "Forget",
    }),
    ...awaited(partition, "MountTargets", {
      call: "efs:describeMountTargets",
      arguments: FILE_SYSTEM,
      when: "$count($states.result.MountTargets[LifeCycleState != 'available']) = 0",
      next: "RegisterTask",
      otherwise: "Forget",
    }),
    RegisterTask: call(partition, {
      call: "ecs:registerTaskDefinition",
      arguments: {
        ...props.taskDefinition,
        Volumes: [
          ...props.taskDefinition.Volumes,
          {
            Name: props.volume,
            EfsVolumeConfiguration: {
              ...FILE_SYSTEM,
              TransitEncryption: "ENABLED",
              // No role is asked for: nothing but this network reaches the restored file system, and it has no policy.
              AuthorizationConfig: { AccessPointId: expression("$accessPoint"), Iam: "DISABLED" },
            },
          },
        ],
      },
      assign: { taskDefinition: expression("$states.result.TaskDefinition.TaskDefinitionArn") },
      next: "CheckFiles",
      otherwise: "Forget",
    }),
    CheckFiles: runTask(partition, {
      launch: props.launch,
      taskDefinition: expression("$taskDefinition"),
      next: "Forget",
      otherwise: "Forget",
    }),
    ...forgetSteps(partition),
  };
}

/** From `Forget` to `Measure`: what was made for the check goes, whatever has come of it. */
function forgetSteps(partition: string): Record<string, State> {
  return {
    Forget: {
      Type: "Choice",
      Choices: [{ Condition: expression("$taskDefinition != ''"), Next: "RetireTask" }],
      Default: "FindMountTargets",
    },
    RetireTask: call(partition, {
      call: "ecs:deregisterTaskDefinition",
      arguments: { TaskDefinition: expression("$taskDefinition") },
      next: "FindMountTargets",
      otherwise: "FindMountTargets",
    }),
    FindMountTargets: call(partition, {
      call: "efs:describeMountTargets",
      arguments: FILE_SYSTEM,
      assign: { targets: expression("[$states.result.MountTargets.MountTargetId]"), tries: 0 },
      next: "DeleteMountTargets",
      otherwise: "Measure",
    }),
    DeleteMountTargets: each(expression("$targets"), {
      step: call(partition, {
        call: "efs:deleteMountTarget",
        arguments: { MountTargetId: expression("$states.input") },
        next: "",
      }),
      next: "AwaitNoTargets",
      otherwise: "Measure",
    }),
    ...awaited(partition, "NoTargets", {
      call: "efs:describeMountTargets",
      arguments: FILE_SYSTEM,
      when: "$count($states.result.MountTargets) = 0",
      next: "HadAccessPoint",
      otherwise: "Measure",
    }),
    HadAccessPoint: {
      Type: "Choice",
      Choices: [{ Condition: expression("$accessPoint != ''"), Next: "DeleteAccessPoint" }],
      Default: "Measure",
    },
    DeleteAccessPoint: call(partition, {
      call: "efs:deleteAccessPoint",
      arguments: { AccessPointId: expression("$accessPoint") },
      next: "Measure",
      otherwise: "Measure",
    }),
  };
}

/** The same call for each of a list. */
function each(
  items: unknown,
  { step, next, otherwise }: { readonly step: State; readonly next: string; readonly otherwise: string },
): State {
  const { Next: _, ...last } = step;
  return {
    Type: "Map",
    Items: items,
    ItemProcessor: {
      ProcessorConfig: { Mode: "INLINE" },
      StartAt: "Each",
      States: { Each: { ...last, End: true } },
    },
    Catch: noted(otherwise),
    Next: next,
  };
}
