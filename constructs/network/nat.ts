import { Eip } from "@cdktf/provider-aws/lib/eip";
import type { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { Construct } from "constructs";
import type { Subnets } from "./subnets";

/**
 * `single` costs one gateway and loses the way out with its zone; `per-az` costs one a zone and does not; `regional` is one
 * gateway that AWS spreads over the zones in use, with addresses of its own choice. Source: VPC user guide, "Regional NAT gateways".
 */
export type NatGateways = "single" | "per-az" | "regional";

export interface NatProps {
  readonly vpcId: string;
  /** Name tag of the gateways. */
  readonly name: string;
  /** Public subnets that hold the gateways. */
  readonly publicSubnets: Subnets;
  /** Private subnets, one route table a zone, that get a way out. */
  readonly privateSubnets: Subnets;
  readonly gateways: NatGateways;
  readonly internetGateway: InternetGateway;
}

/** NAT gateways: the way from private subnets to the internet, and none back. */
export class Nat extends Construct {
  constructor(scope: Construct, id: string, props: NatProps) {
    super(scope, id);
    const { privateSubnets } = props;
    const nats = props.gateways === "regional" ? [this.regional(props)] : this.zonal(props);
    for (const [index, routeTableId] of privateSubnets.routeTableIds.entries()) {
      const natGatewayId = (nats[index] ?? nats[0])?.id;
      new Route(this, `Default${index + 1}`, { routeTableId, destinationCidrBlock: "0.0.0.0/0", natGatewayId });
    }
  }

  private regional({ name, vpcId, internetGateway }: NatProps): NatGateway {
    return new NatGateway(this, "Regional", {
      availabilityMode: "regional",
      vpcId,
      tags: { Name: name },
      dependsOn: [internetGateway],
    });
  }

  private zonal({ name, publicSubnets, gateways, internetGateway }: NatProps): NatGateway[] {
    const homes = gateways === "single" ? publicSubnets.ids.slice(0, 1) : publicSubnets.ids;
    return homes.map((subnetId, index) => {
      const tags = { Name: `${name}-${index + 1}` };
      const address = new Eip(this, `Address${index + 1}`, { domain: "vpc", tags, dependsOn: [internetGateway] });
      return new NatGateway(this, `Gateway${index + 1}`, {
        allocationId: address.id,
        subnetId,
        tags,
        dependsOn: [internetGateway],
      });
    });
  }
}
