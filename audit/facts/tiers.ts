import type { Resource } from "../../terraform/block";
import { textOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";

/** How far a subnet is from the internet: `public` has a route through an internet gateway, `private` through a NAT, `isolated` none. */
export type Tier = "public" | "private" | "isolated";

/** Tells the tier of each subnet from its routes. */
export function subnetTiers(tree: Tree): Map<Resource, Tier> {
  const byTable = new Map<Resource, Tier>();
  for (const route of tree.all("aws_route")) {
    const [table] = route.sources("route_table_id", "aws_route_table", "aws_vpc");
    if (table) byTable.set(table, nearer(byTable.get(table), routeTier(route.json)));
  }
  for (const table of tree.all("aws_route_table")) {
    const inline = Array.isArray(table.json.route) ? table.json.route : [];
    for (const route of inline) byTable.set(table, nearer(byTable.get(table), routeTier(route as Resource["json"])));
  }
  const tiers = new Map<Resource, Tier>();
  for (const subnet of tree.all("aws_subnet")) {
    const [association] = tree.referring(subnet, "subnet_id", "aws_route_table_association");
    const [table] = association ? association.sources("route_table_id") : [];
    tiers.set(subnet, (table && byTable.get(table)) ?? "isolated");
  }
  return tiers;
}

/** The tier nearest to the internet among those of the subnets; undefined when there are none. */
export function tierOf(tiers: ReadonlyMap<Resource, Tier>, subnets: readonly Resource[]): Tier | undefined {
  const found = subnets.map((subnet) => tiers.get(subnet));
  return found.reduce<Tier | undefined>((nearest, tier) => (tier ? nearer(nearest, tier) : nearest), undefined);
}

function routeTier(route: Resource["json"]): Tier {
  const target = (name: string): boolean => textOf(route[name]) !== undefined && route[name] !== "";
  if (target("gateway_id")) return "public";
  const others = ["nat_gateway_id", "network_interface_id", "transit_gateway_id", "egress_only_gateway_id"];
  return others.some(target) ? "private" : "isolated";
}

const ORDER: readonly Tier[] = ["public", "private", "isolated"];

function nearer(left: Tier | undefined, right: Tier): Tier {
  return left && ORDER.indexOf(left) < ORDER.indexOf(right) ? left : right;
}
