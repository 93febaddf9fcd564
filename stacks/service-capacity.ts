import type { Construct } from "constructs";
import type { Capacity } from "../constructs/cluster/capacity";
import { Ec2Capacity } from "../constructs/cluster/ec2-capacity";
import { FargateCapacity } from "../constructs/cluster/fargate-capacity";
import type { Environment } from "../environments";

export interface ServiceCapacityProps {
  readonly service: Environment["service"];
  readonly tags: Environment["tags"];
  /** Name of the instances and what belongs to them. */
  readonly name: string;
  readonly network: { readonly vpcId: string; readonly taskSubnetIds: string[] };
  /** Key of the root volumes, which lets Auto Scaling in. */
  readonly kmsKeyArn: string | undefined;
  /** Lets the instances go at once with the stack. */
  readonly forceDelete: boolean;
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
