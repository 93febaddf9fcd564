import type { Architecture } from "../../aws/ecs/instance-types";

/** Launch type a task definition must be made for. */
export type Compatibility = "FARGATE" | "EC2";

/** `awsvpc`: each task has an interface. `bridge`: tasks share their instance's, by ports that the instance chooses. */
export type NetworkMode = "awsvpc" | "bridge";

/** How much of a service's tasks one capacity provider takes. */
export interface CapacityProviderShare {
  readonly capacityProvider: string;
  /** Share of the tasks above every `base`, relative to the other weights. */
  readonly weight: number;
  /** Tasks that go to this provider first; one provider of a strategy at most has a base. */
  readonly base: number;
}

/** Where tasks run. */
export interface Capacity {
  readonly compatibility: Compatibility;
  readonly architecture: Architecture;
  readonly networkMode: NetworkMode;
  /** Security group of the instances, which is that of their tasks in network mode `bridge`. @default - there are no instances */
  readonly securityGroupId?: string;
  /** Tasks with an interface of their own that fit at most. @default - no limit known */
  readonly maxTasks?: number;
  /** Capacity providers and their shares. */
  strategy(): CapacityProviderShare[];
  /** Called by the cluster that takes the capacity. */
  join(clusterName: string): void;
}
