import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import type { Architecture } from "../../aws/ecs/instance-types";
import { architectureOf, tasksPerInstance } from "../../aws/ecs/instance-types";
import type { Connectable } from "../connectable";
import type { Capacity, CapacityProviderShare, NetworkMode } from "./capacity";
import { type Ec2CapacityProps, type ResolvedEc2Capacity, resolveEc2Capacity } from "./ec2-capacity-props";
import { instanceTemplate } from "./instance-template";

/**
 * Container instances of our own: an Auto Scaling group that ECS grows and shrinks by what the tasks need.
 *
 * The AMI is the newest ECS-optimized Amazon Linux 2023 at each launch, because the launch template names its public
 * SSM parameter (`resolve:ssm:`). A data source would write the id of the day into every plan, and a new AMI would
 * replace the instances with the next unrelated deploy. With `amiId` all start from that one, and another id is a change
 * like any other: the group replaces its instances by an instance refresh.
 */
export class Ec2Capacity extends Construct implements Capacity, Connectable {
  readonly compatibility = "EC2";
  readonly architecture: Architecture;
  readonly networkMode: NetworkMode;
  /** Security group of the instances, which is that of the tasks in network mode `bridge` alone. */
  readonly securityGroupId: string;
  readonly capacityProviderName: string;
  readonly autoScalingGroupName: string;
  readonly maxTasks: number | undefined;
  private readonly group: AutoscalingGroup;
  private clusterName?: string;

  constructor(scope: Construct, id: string, props: Ec2CapacityProps) {
    super(scope, id);
    const resolved = resolveEc2Capacity(this.node.path, props);
    this.architecture = architectureOf(resolved.instanceTypes[0]);
    this.networkMode = resolved.networkMode;
    this.maxTasks = maxTasks(resolved);
    this.securityGroupId = this.createSecurityGroup(resolved).id;
    this.group = this.createGroup(resolved);
    this.autoScalingGroupName = this.group.name;
    this.capacityProviderName = this.createProvider(resolved).name;
  }

  strategy(): CapacityProviderShare[] {
    return [{ capacityProvider: this.capacityProviderName, weight: 1, base: 0 }];
  }

  /** @throws when another cluster has it: an instance serves one. */
  join(clusterName: string): void {
    if (this.clusterName !== undefined) throw new Error(`${this.node.path}: the capacity is in a cluster already`);
    this.clusterName = clusterName;
  }

  /** It reaches AWS and the registry over HTTPS; nobody connects to an instance but for the tasks that share its interface. */
  private createSecurityGroup({ name, vpcId }: ResolvedEc2Capacity): SecurityGroup {
    const group = new SecurityGroup(this, "SecurityGroup", {
      namePrefix: `${name}-`,
      description: "ECS container instances",
      vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    new VpcSecurityGroupEgressRule(this, "HttpsEgress", {
      securityGroupId: group.id,
      description: "AWS APIs and image registry",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
    });
    return group;
  }

  private createGroup(props: ResolvedEc2Capacity): AutoscalingGroup {
    const { template, roleReady } = instanceTemplate(this, props, this.securityGroupId, () => this.joinedCluster());
    const version = template.getStringAttribute("latest_version");
    const mixed = props.instanceTypes.length > 1 || props.spotPercentage > 0;
    return new AutoscalingGroup(this, "Group", {
      name: props.name,
      minSize: props.minSize,
      maxSize: props.maxSize,
      desiredCapacity: props.desiredCapacity,
      vpcZoneIdentifier: props.subnetIds,
      healthCheckType: "EC2",
      protectFromScaleIn: true,
      capacityRebalance: props.spotPercentage > 0,
      forceDelete: props.forceDelete,
      ...(mixed
        ? { mixedInstancesPolicy: mixedInstances(props, template.id, version) }
        : { launchTemplate: { id: template.id, version } }),
      // Tasks leave first: managed draining holds the termination of each instance until they have moved.
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200, scaleInProtectedInstances: "Refresh" },
      },
      // ECS sets AmazonECSManaged itself; undeclared, the next plan would take it away.
      tag: Object.entries({ ...props.instanceTags, Name: props.name, AmazonECSManaged: "true" }).map(
        ([key, value]) => ({ key, value, propagateAtLaunch: true }),
      ),
      dependsOn: roleReady,
      lifecycle: { ignoreChanges: ["desired_capacity"] },
    });
  }

  private joinedCluster(): string {
    if (this.clusterName === undefined) throw new Error(`${this.node.path}: the capacity is in no cluster`);
    return this.clusterName;
  }

  private createProvider({ name, targetCapacity }: ResolvedEc2Capacity): EcsCapacityProvider {
    return new EcsCapacityProvider(this, "Provider", {
      name,
      autoScalingGroupProvider: {
        autoScalingGroupArn: this.group.arn,
        managedDraining: "ENABLED",
        managedTerminationProtection: "ENABLED",
        managedScaling: {
          status: "ENABLED",
          targetCapacity,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: 10,
          instanceWarmupPeriod: 120,
        },
      },
    });
  }
}

function mixedInstances(props: ResolvedEc2Capacity, launchTemplateId: string, version: string) {
  return {
    launchTemplate: {
      launchTemplateSpecification: { launchTemplateId, version },
      override: props.instanceTypes.map((instanceType) => ({ instanceType })),
    },
    instancesDistribution: {
      onDemandAllocationStrategy: "prioritized",
      onDemandBaseCapacity: props.onDemandBaseCapacity,
      onDemandPercentageAboveBaseCapacity: 100 - props.spotPercentage,
      spotAllocationStrategy: "price-capacity-optimized",
    },
  };
}

/** Whichever of its types the group picks, so many tasks fit on it at its largest. */
function maxTasks({ instanceTypes, maxSize, eniTrunking, networkMode }: ResolvedEc2Capacity): number | undefined {
  if (eniTrunking || networkMode === "bridge") return undefined;
  const perInstance = instanceTypes.map(tasksPerInstance).filter((tasks) => tasks !== undefined);
  return perInstance.length === instanceTypes.length ? maxSize * Math.min(...perInstance) : undefined;
}
