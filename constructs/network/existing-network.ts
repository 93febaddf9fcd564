import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { DataAwsVpc } from "@cdktf/provider-aws/lib/data-aws-vpc";
import { Construct } from "constructs";
import type { SiteNetwork } from "./site-network";

export interface ExistingNetworkProps {
  readonly vpcId: string;
  /** Two or more, in different zones. */
  readonly publicSubnetIds: readonly string[];
  /** Behind a way to the internet. None: tasks run in the public subnets. */
  readonly privateSubnetIds: readonly string[];
  /** Two or more, in different zones. */
  readonly isolatedSubnetIds: readonly string[];
}

/**
 * A VPC that somebody else keeps. Nothing of it is changed. A plan looks at it, and fails where a subnet is not of the VPC, where
 * two subnets of a tier share their only zone, or where the VPC resolves no names.
 */
export class ExistingNetwork extends Construct implements SiteNetwork {
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly publicSubnetIds: string[];
  readonly taskSubnetIds: string[];
  readonly tasksArePublic: boolean;
  readonly isolatedSubnetIds: string[];

  constructor(scope: Construct, id: string, props: ExistingNetworkProps) {
    super(scope, id);
    const vpc = new DataAwsVpc(this, "Vpc", {
      id: props.vpcId,
      lifecycle: {
        postcondition: [
          {
            condition: `\${self.enable_dns_support && self.enable_dns_hostnames}`,
            errorMessage: `network.existing.vpcId: ${props.vpcId} must have DNS resolution and DNS hostnames enabled, by which tasks find the file system`,
          },
        ],
      },
    });
    this.vpcId = vpc.id;
    this.vpcCidr = vpc.cidrBlock;
    this.publicSubnetIds = this.tier("Public", "publicSubnetIds", props);
    this.isolatedSubnetIds = this.tier("Isolated", "isolatedSubnetIds", props);
    this.tasksArePublic = props.privateSubnetIds.length === 0;
    this.taskSubnetIds = this.tasksArePublic ? this.publicSubnetIds : this.tier("Private", "privateSubnetIds", props);
  }

  /** The subnets of a tier. Asked for with the VPC's id, so that one of another VPC is not found. */
  private tier(
    id: string,
    field: "publicSubnetIds" | "privateSubnetIds" | "isolatedSubnetIds",
    props: ExistingNetworkProps,
  ): string[] {
    const subnets: DataAwsSubnet[] = [];
    const subnetIds = props[field];
    for (const [index, subnetId] of subnetIds.entries()) {
      const isLast = index === subnetIds.length - 1;
      const zones = [...subnets.map(({ fqn }) => `${fqn}.availability_zone`), "self.availability_zone"].join(", ");
      const inZones = {
        condition: `\${length(distinct([${zones}])) >= 2}`,
        errorMessage: `network.existing.${field}: must be in two Availability Zones or more, got ${subnetIds.join(", ")}`,
      };
      subnets.push(
        new DataAwsSubnet(this, `${id}${index + 1}`, {
          id: subnetId,
          vpcId: this.vpcId,
          lifecycle: isLast ? { postcondition: [inZones] } : undefined,
        }),
      );
    }
    return subnets.map((subnet) => subnet.id);
  }
}
