import { type Json, textOf } from "../../terraform/json";
import type { Resource } from "./resource";
import type { System } from "./system";

/** How far a subnet is from the internet: `public` has a route through an internet gateway, `private` through a NAT, `isolated` none. */
export type Tier = "public" | "private" | "isolated";

/** Tells the tier of each subnet from its routes. */
export function subnetTiers(system: System): Map<Resource, Tier> {
  const byTable = new Map<Resource, Tier>();
  for (const route of system.of("aws_route")) {
    const [table] = system.targets(route.stack, route.body.route_table_id, "aws_route_table", "aws_vpc");
    if (table) byTable.set(table, nearer(byTable.get(table), routeTier(route.body)));
  }
  for (const table of system.of("aws_route_table")) {
    const inline = Array.isArray(table.body.route) ? table.body.route : [];
    for (const route of inline) byTable.set(table, nearer(byTable.get(table), routeTier(route as Resource["body"])));
  }
  const tiers = new Map<Resource, Tier>();
  for (const subnet of system.of("aws_subnet")) {
    const [association] = system.referring(subnet, "subnet_id", "aws_route_table_association");
    const [table] = association ? system.targets(association.stack, association.body.route_table_id) : [];
    tiers.set(subnet, (table && byTable.get(table)) ?? "isolated");
  }
  return tiers;
}

/** The tier nearest to the internet among the subnets that the value names; undefined when it names none. */
export function tierOf(
  system: System,
  tiers: ReadonlyMap<Resource, Tier>,
  stack: string,
  value: Json | undefined,
): Tier | undefined {
  const found = system.targets(stack, value, "aws_subnet").map((subnet) => tiers.get(subnet));
  return found.reduce<Tier | undefined>((nearest, tier) => (tier ? nearer(nearest, tier) : nearest), undefined);
}

function routeTier(route: Resource["body"]): Tier {
  const target = (name: string): boolean => textOf(route[name]) !== undefined && route[name] !== "";
  if (target("gateway_id")) return "public";
  const others = ["nat_gateway_id", "network_interface_id", "transit_gateway_id", "egress_only_gateway_id"];
  return others.some(target) ? "private" : "isolated";
}

const ORDER: readonly Tier[] = ["public", "private", "isolated"];

function nearer(left: Tier | undefined, right: Tier): Tier {
  return left && ORDER.indexOf(left) < ORDER.indexOf(right) ? left : right;
}
