import type { TaskLaunch } from "../../scheduler/task-launch";
import { noted, type State } from "./states";

/** A database that was just restored fetches its blocks as they are read. */
const CHECK_SECONDS = 3600;

export interface CheckTask {
  readonly launch: TaskLaunch;
  /** Family, or an expression for a revision. */
  readonly taskDefinition: string;
  /** What differs from the task definition. @default - nothing */
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly next: string;
  readonly otherwise: string;
}

/** Runs a task and waits for its end; an exit code other than 0 is a failure ("Run Amazon ECS or Fargate tasks with Step Functions"). */
export function runTask(partition: string, { launch, taskDefinition, overrides, next, otherwise }: CheckTask): State {
  const { network } = launch;
  return {
    Type: "Task",
    Resource: `arn:${partition}:states:::ecs:runTask.sync`,
    Arguments: {
      Cluster: launch.clusterArn,
      TaskDefinition: taskDefinition,
      CapacityProviderStrategy: launch.capacityProviderStrategy.map(({ capacityProvider, weight, base }) => ({
        CapacityProvider: capacityProvider,
        Weight: weight,
        Base: base,
      })),
      NetworkConfiguration: network && {
        AwsvpcConfiguration: {
          Subnets: network.subnets,
          SecurityGroups: network.securityGroups,
          AssignPublicIp: network.assignPublicIp ? "ENABLED" : "DISABLED",
        },
      },
      Overrides: overrides,
    },
    TimeoutSeconds: CHECK_SECONDS,
    // Capacity that is away, an image that cannot be pulled, a database that answers late.
    Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 120, MaxAttempts: 2, BackoffRate: 1 }],
    Catch: noted(otherwise),
    Next: next,
  };
}
