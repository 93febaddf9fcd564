import type { Construct } from "constructs";
import type { Capacity, NetworkMode } from "../constructs/cluster/capacity";
import { Ec2Capacity } from "../constructs/cluster/ec2-capacity";
import { FargateCapacity } from "../constructs/cluster/fargate-capacity";
import type { SiteNetwork } from "../constructs/network/site-network";
import type { Environment } from "../environments";

export interface ServiceCapacityProps {
  readonly service: Environment["service"];
  readonly tags: Environment["tags"];
  /** Name of the instances and what belongs to them. */
  readonly name: string;
  readonly network: Pick<SiteNetwork, "vpcId" | "taskSubnetIds" | "tasksArePublic">;
  /** Key of the root volumes, which lets Auto Scaling in. */
  readonly kmsKeyArn: string | undefined;
  /** Lets the instances go at once with the stack. */
  readonly forceDelete: boolean;
}

/** How the tasks that an environment asks for reach the network. */
export function networkModeOf({ capacity }: Environment["service"]): NetworkMode {
  return capacity.type === "ec2" ? capacity.networkMode : "awsvpc";
}

/** The capacity that an environment asks for: Fargate, or instances of its own. */
export function serviceCapacity(scope: Construct, id: string, props: ServiceCapacityProps): Capacity {
  const { service, network } = props;
  const { capacity, architecture } = service;
  if (capacity.type === "fargate") {
    return new FargateCapacity({ architecture, spotPercentage: capacity.spot ? 100 : 0 });
  }
  return new Ec2Capacity(scope, id, {
    name: props.name,
    vpcId: network.vpcId,
    subnetIds: network.taskSubnetIds,
    networkMode: capacity.networkMode,
    publicAddresses: network.tasksArePublic,
    instanceTypes: capacity.instanceTypes,
    minSize: capacity.minInstances,
    maxSize: capacity.maxInstances,
    targetCapacity: capacity.targetCapacityPercent,
    onDemandBaseCapacity: capacity.onDemandBase,
    spotPercentage: capacity.spotPercentAboveBase,
    rootVolumeGiB: capacity.rootVolumeGiB,
    amiId: capacity.amiId,
    kmsKeyArn: props.kmsKeyArn,
    forceDelete: props.forceDelete,
    instanceTags: props.tags,
  });
}
