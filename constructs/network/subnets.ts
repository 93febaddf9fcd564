import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Construct } from "constructs";

export interface SubnetsProps {
  readonly vpcId: string;
  /** Name tag of each subnet, followed by its zone. */
  readonly name: string;
  readonly availabilityZones: readonly string[];
  /** One block for each zone, in the order of the zones. */
  readonly cidrs: readonly string[];
  /** `per-zone` gives each subnet a route table of its own. */
  readonly routeTables: "shared" | "per-zone";
}

/** One tier of subnets, one in each Availability Zone, with its route tables. */
export class Subnets extends Construct {
  readonly ids: string[];
  /** The same with their zones, as an expression names them. */
  readonly inZones: readonly { readonly zone: string; readonly address: string }[];
  readonly routeTableIds: string[];

  constructor(scope: Construct, id: string, props: SubnetsProps) {
    super(scope, id);
    const { vpcId, name, availabilityZones, cidrs, routeTables } = props;
    if (cidrs.length !== availabilityZones.length) {
      throw new Error(
        `${this.node.path}: cidrs must have one block for each of ${availabilityZones.length} zones, got ${cidrs.length}`,
      );
    }
    const table = (suffix: string) =>
      new RouteTable(this, `RouteTable${suffix}`, {
        vpcId,
        tags: { Name: suffix === "" ? name : `${name}-${suffix}` },
      });
    const shared = routeTables === "shared" ? table("") : undefined;
    const tables = availabilityZones.map((zone) => shared ?? table(zoneLetter(zone)));
    const subnets = availabilityZones.map((zone, index) => {
      const letter = zoneLetter(zone);
      const subnet = new Subnet(this, letter, {
        vpcId,
        availabilityZone: zone,
        cidrBlock: cidrs[index],
        mapPublicIpOnLaunch: false,
        tags: { Name: `${name}-${letter}` },
      });
      new RouteTableAssociation(this, `${letter}Route`, { subnetId: subnet.id, routeTableId: tables[index]?.id ?? "" });
      return subnet;
    });
    this.ids = subnets.map((subnet) => subnet.id);
    // Written out: within an expression, a second reference of cdktf would come in braces of its own.
    this.inZones = subnets.map(({ terraformResourceType: type, friendlyUniqueId }, index) => ({
      address: `${type}.${friendlyUniqueId}`,
      zone: availabilityZones[index] ?? "",
    }));
    this.routeTableIds = [...new Set(tables)].map((routeTable) => routeTable.id);
  }
}

/** `A` for `eu-west-1a`: a subnet's id names its zone, so adding a zone renames no other subnet. */
function zoneLetter(zone: string): string {
  return zone.slice(-1).toUpperCase();
}
