import type { Resource, Rule, Tree } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide";

/** Whether a VPC of the tree has an internet gateway; undefined for a VPC that the tree does not make. */
function hasGateway(vpc: Resource | undefined, tree: Tree): boolean | undefined {
  if (vpc?.type !== "aws_vpc" || vpc.mode !== "resource") return undefined;
  return tree.referring(vpc, "vpc_id", "aws_internet_gateway", "aws_internet_gateway_attachment").length > 0;
}

const vpcOfSubnets = (resource: Resource, attribute: string): Resource | undefined => {
  const [subnet] = resource.followAll(attribute);
  return subnet?.type === "aws_subnet" ? subnet.follow("vpc_id") : undefined;
};

export const gatewayRules: readonly Rule[] = [
  {
    id: "internet-gateway",
    trap: 75,
    title: "What is public stands in a VPC with an internet gateway",
    source: `${GUIDE}/VPC_Internet_Gateway.html`,
    severity: "error",
    fix: "Add an aws_internet_gateway to the VPC, or make it internal.",
    on: ["aws_lb", "aws_nat_gateway", "aws_db_instance"],
    *check(resource, tree) {
      if (resource.type === "aws_lb") {
        if (resource.has("internal") && resource.flag("internal") !== false) return;
        if (hasGateway(vpcOfSubnets(resource, "subnets"), tree) === false)
          yield resource.problem("subnets", "the load balancer is public");
      } else if (resource.type === "aws_nat_gateway") {
        if (resource.textOr("connectivity_type", "public") !== "public") return;
        if (hasGateway(vpcOfSubnets(resource, "subnet_id"), tree) === false)
          yield resource.problem("subnet_id", "the NAT gateway is public");
      } else if (resource.flag("publicly_accessible")) {
        const group = resource.follow("db_subnet_group_name");
        if (group && hasGateway(vpcOfSubnets(group, "subnet_ids"), tree) === false)
          yield resource.problem("publicly_accessible", "no internet gateway");
      }
    },
  },
  {
    id: "nat-gateway-address",
    trap: 75,
    title: "A public NAT gateway has an elastic IP address, a private one has none",
    source: `${GUIDE}/vpc-nat-gateway.html`,
    severity: "error",
    fix: 'Set allocation_id, or connectivity_type = "private" without it.',
    on: ["aws_nat_gateway"],
    *check(resource) {
      const type = resource.textOr("connectivity_type", "public");
      if (
        type === "public" &&
        !resource.has("allocation_id") &&
        resource.textOr("availability_mode", "zonal") === "zonal"
      )
        yield resource.problem("allocation_id");
      if (type === "private" && resource.has("allocation_id"))
        yield resource.problem("allocation_id", "the gateway is private");
    },
  },
  {
    id: "endpoint-type",
    trap: 75,
    title:
      "An endpoint is of its own region; one of a gateway has route tables, one of interfaces has subnets, and private names need DNS in the VPC",
    source: "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html",
    severity: "error",
    fix: "Give route_table_ids to gateways and subnet_ids to interfaces; set enable_dns_support and enable_dns_hostnames of the VPC.",
    on: ["aws_vpc_endpoint"],
    *check(resource) {
      const type = resource.textOr("vpc_endpoint_type", "Gateway");
      const service = resource.text("service_name") ?? "";
      const [, of] = /^(?:com|cn\.com)\.amazonaws\.([a-z]{2,}-[a-z-]+-\d)\./.exec(service) ?? [];
      if (
        of !== undefined &&
        resource.region !== undefined &&
        of !== resource.region &&
        !resource.has("service_region")
      )
        yield resource.problem("service_name", `the endpoint is in ${resource.region}`);
      if (type === "Gateway") {
        for (const attribute of ["subnet_ids", "security_group_ids", "private_dns_enabled"])
          if (resource.has(attribute) && resource.text(attribute) !== "false")
            yield resource.problem(attribute, "it is a gateway");
        if (/^com\.amazonaws\./.test(service) && !/\.(s3|dynamodb)$/.test(service))
          yield resource.problem("vpc_endpoint_type", "gateways are of S3 and DynamoDB alone", service);
      }
      if (type !== "Interface") return;
      if (resource.has("route_table_ids")) yield resource.problem("route_table_ids", "it has interfaces");
      const vpc = resource.follow("vpc_id");
      if (!resource.flag("private_dns_enabled") || vpc?.type !== "aws_vpc" || vpc.mode !== "resource") return;
      if (vpc.flag("enable_dns_support") === false)
        yield vpc.problem("enable_dns_support", `${resource.address} has private names`);
      if (vpc.textOr("enable_dns_hostnames", "false") === "false")
        yield vpc.problem("enable_dns_hostnames", `${resource.address} has private names`);
    },
  },
  {
    id: "route-target",
    trap: 75,
    title: "A route has one destination and one target",
    source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
    severity: "error",
    fix: "Set one destination and one target.",
    on: ["aws_route"],
    *check(resource) {
      const targets = [
        "gateway_id",
        "nat_gateway_id",
        "transit_gateway_id",
        "network_interface_id",
        "vpc_peering_connection_id",
        "vpc_endpoint_id",
        "egress_only_gateway_id",
        "core_network_arn",
        "local_gateway_id",
        "carrier_gateway_id",
      ].filter((name) => resource.has(name));
      if (targets.length === 0) yield resource.problem("gateway_id", "no target");
      if (targets.length > 1) yield resource.problem(targets[1] ?? "", `${targets[0]} is set too`);
    },
  },
];
