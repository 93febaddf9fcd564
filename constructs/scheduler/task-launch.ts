import type { CapacityProviderShare } from "../cluster/capacity";

/** Where and how a task beside the service's runs. */
export interface TaskLaunch {
  readonly clusterArn: string;
  readonly capacityProviderStrategy: readonly CapacityProviderShare[];
  /** Of the task's interface. @default - it shares its instance's, in network mode bridge */
  readonly network?: {
    readonly subnets: string[];
    readonly securityGroups: string[];
    readonly assignPublicIp: boolean;
  };
}
