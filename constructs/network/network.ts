import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { addressPlan, type SubnetCidrs } from "../../aws/network/address-plan";
import { acceptFindings } from "../accepted-finding";
import { Place } from "../place";
import { InterfaceEndpoints } from "./interface-endpoints";
import { Nat, type NatGateways } from "./nat";
import type { SiteNetwork } from "./site-network";
import { Subnets } from "./subnets";

export interface NetworkProps {
  /** First part of the Name tags. */
  readonly name: string;
  /** Two to four zones by name; load balancer and database need two. */
  readonly availabilityZones: readonly string[];
  /** Address range of the VPC, /16 to /23. */
  readonly cidr: string;
  /** Address blocks in place of the computed plan. */
  readonly subnets?: SubnetCidrs;
  /** `none` makes no way out of private subnets. */
  readonly nat: "none" | NatGateways;
  /** Private subnets also where no NAT leads out of them: tasks there reach AWS by endpoints alone. */
  readonly endpointServices: readonly string[];
  /** Its traffic is logged by `FlowLogs`. */
  readonly hasFlowLogs: boolean;
}

/** VPC with public subnets, private ones behind NAT, and isolated ones that have no way to the internet. */
export class Network extends Construct implements SiteNetwork {
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly publicSubnetIds: string[];
  readonly taskSubnetIds: string[];
  readonly tasksArePublic: boolean;
  readonly isolatedSubnetIds: string[];

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { name, availabilityZones, cidr, nat, endpointServices } = props;
    if (availabilityZones.length < 2) {
      throw new Error(`${this.node.path}: availabilityZones must name 2 or more, got ${availabilityZones.length}`);
    }
    const cidrs = props.subnets ?? addressPlan(cidr, availabilityZones.length);
    const vpc = new Vpc(this, "Resource", {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
    });
    if (!props.hasFlowLogs) {
      acceptFindings(vpc, { CKV2_AWS_11: "Flow logs are billed by volume; network.flowLogs switches them on." });
    }
    new DefaultSecurityGroup(this, "LockedDefault", { vpcId: vpc.id, tags: { Name: `${name}-default-unused` } });
    const tier = (tierId: string, tierName: keyof SubnetCidrs, routeTables: "shared" | "per-zone" = "shared") =>
      new Subnets(this, tierId, {
        vpcId: vpc.id,
        name: `${name}-${tierName}`,
        availabilityZones,
        cidrs: cidrs[tierName],
        routeTables,
      });

    const internetGateway = new InternetGateway(this, "InternetGateway", { vpcId: vpc.id, tags: { Name: name } });
    const publicSubnets = tier("Public", "public");
    for (const [index, routeTableId] of publicSubnets.routeTableIds.entries()) {
      new Route(this, `PublicDefault${index + 1}`, {
        routeTableId,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: internetGateway.id,
      });
    }
    const isolatedSubnets = tier("Isolated", "isolated");
    const isPrivate = nat !== "none" || endpointServices.length > 0;
    const privateSubnets = isPrivate ? tier("Private", "private", "per-zone") : undefined;
    if (privateSubnets !== undefined && nat !== "none") {
      new Nat(this, "Nat", {
        name: `${name}-nat`,
        publicSubnets,
        privateSubnets,
        gateways: nat,
        internetGateway,
        vpcId: vpc.id,
      });
    }
    const tiers = [publicSubnets, isolatedSubnets, ...(privateSubnets === undefined ? [] : [privateSubnets])];
    new VpcEndpoint(this, "S3", {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${Place.of(this).region}.s3`,
      vpcEndpointType: "Gateway",
      routeTableIds: tiers.flatMap((subnets) => subnets.routeTableIds),
      tags: { Name: `${name}-s3` },
    });
    if (privateSubnets !== undefined && endpointServices.length > 0) {
      new InterfaceEndpoints(this, "Endpoints", {
        ...{ vpcId: vpc.id, vpcCidr: cidr, name, subnets: privateSubnets, services: endpointServices },
      });
    }

    this.vpcId = vpc.id;
    this.vpcCidr = cidr;
    this.publicSubnetIds = publicSubnets.ids;
    this.taskSubnetIds = (privateSubnets ?? publicSubnets).ids;
    this.tasksArePublic = privateSubnets === undefined;
    this.isolatedSubnetIds = isolatedSubnets.ids;
  }
}
