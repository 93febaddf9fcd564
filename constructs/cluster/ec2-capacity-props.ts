import { Token } from "cdktf";
import { architectureOf } from "../../aws/ecs/instance-types";
import type { NetworkMode } from "./capacity";

export interface Ec2CapacityProps {
  /** Name of the group, its instances, role and capacity provider; at most 64 characters, not starting aws, ecs or fargate. */
  readonly name: string;
  readonly vpcId: string;
  /** Subnets of the instances; they need a way to the AWS APIs. */
  readonly subnetIds: string[];
  /** How the instances' tasks reach the network. */
  readonly networkMode: NetworkMode;
  /** Gives instances public IPv4 addresses: the way out of a public subnet without NAT, in network mode `bridge` for their tasks too. */
  readonly publicAddresses: boolean;
  /** In order of preference, all of one CPU architecture. */
  readonly instanceTypes: readonly string[];
  readonly minSize: number;
  readonly maxSize: number;
  /** Instances at first; afterwards ECS decides. @default - minSize */
  readonly desiredCapacity?: number;
  /** Instances that are never Spot. */
  readonly onDemandBaseCapacity: number;
  /** Per cent of the instances above `onDemandBaseCapacity` that are Spot, 0 to 100. */
  readonly spotPercentage: number;
  /** Per cent of the capacity that ECS keeps in use, 1 to 100; below 100 leaves room for a first burst. */
  readonly targetCapacity: number;
  /** Root volume in GiB, 30 or more (the size of the AMI's snapshot). */
  readonly rootVolumeGiB: number;
  /** Image of the instances, such as `ami-0123456789abcdef0`. @default - the newest ECS-optimized one at each launch */
  readonly amiId?: string;
  /** KMS key of the root volumes; AWSServiceRoleForAutoScaling must be let in. @default - the account's EBS key */
  readonly kmsKeyArn?: string;
  /** The account has `awsvpcTrunking` on, so an instance is not limited by its own interfaces. @default false */
  readonly eniTrunking?: boolean;
  /** Deletes the group with its instances at once instead of waiting for them to drain. */
  readonly forceDelete: boolean;
  /** Tags of instances and volumes, which the provider's default tags do not reach. */
  readonly instanceTags: Readonly<Record<string, string>>;
}

/** The props with every default in place. */
export type ResolvedEc2Capacity = Required<Omit<Ec2CapacityProps, "amiId" | "kmsKeyArn" | "instanceTypes">> &
  Pick<Ec2CapacityProps, "amiId" | "kmsKeyArn"> & { readonly instanceTypes: readonly [string, ...string[]] };

/** Fills in the defaults. @throws when a value or a combination is one that AWS refuses. */
export function resolveEc2Capacity(path: string, props: Ec2CapacityProps): ResolvedEc2Capacity {
  const [firstType, ...otherTypes] = props.instanceTypes;
  if (firstType === undefined) throw new Error(`${path}: instanceTypes must name one type or more, got none`);
  const resolved: ResolvedEc2Capacity = {
    ...props,
    instanceTypes: [firstType, ...otherTypes],
    desiredCapacity: props.desiredCapacity ?? props.minSize,
    eniTrunking: props.eniTrunking ?? false,
  };
  checkName(path, resolved.name);
  checkInstanceTypes(path, resolved);
  checkNumbers(path, resolved);
  return resolved;
}

function checkName(path: string, name: string): void {
  if (!Token.isUnresolved(name) && (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || /^(aws|ecs|fargate)/i.test(name))) {
    throw new Error(
      `${path}: name must have 1 to 64 of A-Z a-z 0-9 _ - and not start with aws, ecs or fargate, got ${JSON.stringify(name)}`,
    );
  }
}

function checkInstanceTypes(path: string, { instanceTypes, eniTrunking }: ResolvedEc2Capacity): void {
  const architectures = new Set(instanceTypes.map(architectureOf));
  if (architectures.size > 1) {
    throw new Error(`${path}: instanceTypes must share one CPU architecture, got ${instanceTypes.join(", ")}`);
  }
  const burstable = instanceTypes.find((type) => /^t\d/.test(type));
  if (eniTrunking && burstable !== undefined) {
    throw new Error(`${path}: eniTrunking does not work on burstable instance types, got ${burstable}`);
  }
}

function checkNumbers(path: string, props: ResolvedEc2Capacity): void {
  const whole = (field: keyof ResolvedEc2Capacity, least: number, most: number) => {
    const value = props[field];
    if (Token.isUnresolved(value)) return;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      throw new Error(`${path}: ${field} must be a whole number from ${least} to ${most}, got ${value}`);
    }
  };
  whole("maxSize", 1, 5000);
  whole("minSize", 0, props.maxSize);
  whole("desiredCapacity", props.minSize, props.maxSize);
  whole("onDemandBaseCapacity", 0, props.maxSize);
  whole("spotPercentage", 0, 100);
  whole("targetCapacity", 1, 100);
  whole("rootVolumeGiB", 30, 16384);
}
