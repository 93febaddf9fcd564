import { capacityOf, instancesOf } from "../ecs/containers";
import type { Block, Finding, Resource, Rule, Tree } from "../rule";

const TARGETS = [
  "nat_gateway_id",
  "transit_gateway_id",
  "network_interface_id",
  "vpc_peering_connection_id",
  "vpc_endpoint_id",
  "core_network_arn",
  "local_gateway_id",
  "carrier_gateway_id",
];

/** Where a subnet's traffic for the internet goes; undefined when the tree does not know all of its routes. */
type WayOut = "internet gateway" | "private" | "none" | undefined;

const isDefault = (route: Block): boolean | undefined => {
  for (const attribute of ["destination_cidr_block", "cidr_block"]) {
    if (!route.has(attribute)) continue;
    const text = route.text(attribute);
    return text === undefined ? undefined : text === "0.0.0.0/0";
  }
  return route.has("destination_prefix_list_id") || route.has("prefix_list_id") ? undefined : false;
};

function wayOut(subnet: Resource, tree: Tree): WayOut {
  const [association] = tree.referring(subnet, "subnet_id", "aws_route_table_association");
  const vpc = subnet.follow("vpc_id");
  if (vpc?.type !== "aws_vpc" || vpc.mode !== "resource") return undefined;
  // Others than these change the main route table, which has nothing but the VPC's own range.
  if (!association)
    return tree.all("aws_main_route_table_association", "aws_default_route_table").length > 0 ? undefined : "none";
  const table = association.follow("route_table_id");
  if (table?.type !== "aws_route_table" || table.mode !== "resource") return undefined;
  const routes = [...table.blocks("route"), ...tree.referring(table, "route_table_id", "aws_route")];
  if (table.has("dynamic") || tree.referring(table, "route_table_id", "aws_vpn_gateway_route_propagation").length > 0)
    return undefined;
  const kinds = routes.map((route): WayOut => {
    const applies = isDefault(route);
    if (applies === false) return "none";
    if (TARGETS.some((target) => route.has(target))) return "private";
    return applies === undefined ? undefined : "internet gateway";
  });
  if (kinds.includes("private")) return "private";
  if (kinds.includes("internet gateway")) return "internet gateway";
  return kinds.includes(undefined) ? undefined : "none";
}

/** Whether images can come by endpoints in the VPC: both of ECR, or one that nobody can name. */
function hasEndpoints(subnet: Resource, tree: Tree): boolean {
  const vpc = subnet.follow("vpc_id");
  const endpoints = vpc ? tree.referring(vpc, "vpc_id", "aws_vpc_endpoint") : [];
  const names = endpoints.map((one) => one.text("service_name") ?? one.raw("service_name") ?? "");
  const has = (service: string) => names.some((name) => name.endsWith(service));
  return names.some((name) => name.startsWith("${") && !name.includes("}.")) || (has(".ecr.api") && has(".ecr.dkr"));
}

/** What is wrong with the way out of one of the subnets. */
function* withoutWay(block: Block, attribute: string, isPublic: boolean, tree: Tree): Iterable<Finding> {
  for (const subnet of block.followAll(attribute)) {
    if (subnet.type !== "aws_subnet" || subnet.mode !== "resource") continue;
    const way = wayOut(subnet, tree);
    if (way === undefined || way === "private" || hasEndpoints(subnet, tree)) continue;
    if (way === "internet gateway" && isPublic) continue;
    yield block.problem(
      attribute,
      way === "none"
        ? `${subnet.address} has no default route`
        : `${subnet.address} leads to an internet gateway, and there is no public address`,
      subnet.json.cidr_block,
    );
    return;
  }
}

export const wayOutRules: readonly Rule[] = [
  {
    id: "task-way-out",
    trap: 75,
    title: "Fargate tasks reach the registry of their image: by a public address, a NAT gateway, or endpoints of ECR",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    severity: "error",
    fix: "Set assign_public_ip = true in public subnets, or give the subnets a NAT gateway or VPC endpoints.",
    on: ["aws_ecs_service", "aws_scheduler_schedule", "aws_cloudwatch_event_target"],
    *check(resource, tree) {
      if (resource.type === "aws_ecs_service" && capacityOf(resource, tree)?.fargate !== true) return;
      const parameters =
        resource.type === "aws_scheduler_schedule"
          ? resource.blocks("target").flatMap((one) => one.blocks("ecs_parameters"))
          : resource.blocks("ecs_target");
      if (resource.type !== "aws_ecs_service" && !parameters.some((one) => one.text("launch_type") === "FARGATE"))
        return;
      for (const owner of resource.type === "aws_ecs_service" ? [resource] : parameters) {
        for (const network of owner.blocks("network_configuration")) {
          const isUnknown = network.has("assign_public_ip") && network.text("assign_public_ip") === undefined;
          if (!isUnknown) yield* withoutWay(network, "subnets", network.flag("assign_public_ip") === true, tree);
        }
      }
    },
  },
  {
    id: "instance-way-out",
    trap: 75,
    title: "Instances of a cluster reach ECS: by a public address, a NAT gateway or endpoints",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html",
    severity: "error",
    fix: "Give the subnets a NAT gateway or VPC endpoints, or the instances public addresses.",
    on: ["aws_ecs_capacity_provider"],
    *check(resource, tree) {
      const { group } = instancesOf(resource);
      if (group?.type !== "aws_autoscaling_group") return;
      const template = tree.referent(group.block("launch_template")?.json.id, group.stack)?.resource;
      const isPublic =
        template?.blocks("network_interfaces").some((one) => one.has("associate_public_ip_address")) ||
        group.followAll("vpc_zone_identifier").some((subnet) => subnet.has("map_public_ip_on_launch"));
      yield* withoutWay(group, "vpc_zone_identifier", isPublic === true, tree);
    },
  },
];
