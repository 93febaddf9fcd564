import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import { Network, type NetworkProps } from "../../../constructs/network/network";
import { synth } from "../../support/synth";

const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
const base = {
  name: "site",
  availabilityZones: zones,
  cidr: "10.11.0.0/16",
  nat: "none",
  endpointServices: [],
  hasFlowLogs: false,
} as const;

function networkOf(props: Partial<NetworkProps> = {}) {
  let network: Network | undefined;
  const result = synth((stack) => {
    network = new Network(stack, "Network", { ...base, ...props });
  });
  return { ...result, network: network as Network };
}

test("resolves names inside the VPC, which mounting EFS needs", () => {
  const { json } = networkOf();
  expect(
    Testing.toHaveResourceWithProperties(json, Vpc.tfResourceType, {
      cidr_block: "10.11.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
    }),
  ).toBe(true);
});

test("without NAT has public and isolated subnets only, and tasks are public", () => {
  const { all, network } = networkOf();
  expect(all(Subnet)).toHaveLength(6);
  expect(all(NatGateway)).toEqual([]);
  expect(network.tasksArePublic).toBe(true);
  expect(network.taskSubnetIds).toEqual(network.publicSubnetIds);
});

test("no subnet gives out public addresses by itself", () => {
  for (const subnet of networkOf({ nat: "per-az" }).all(Subnet)) expect(subnet.map_public_ip_on_launch).toBe(false);
});

test("isolated subnets have a route table without a way out", () => {
  const { byId } = networkOf({ nat: "per-az" });
  const tables = Object.keys(byId(RouteTable)).filter((id) => id.includes("Isolated"));
  expect(tables).toHaveLength(1);
  const routes = JSON.stringify(Object.values(byId(Route)));
  expect(routes).not.toContain(`aws_route_table.${tables[0]}.id`);
});

test("a single NAT gateway serves the private subnets of every zone", () => {
  const { all, network } = networkOf({ nat: "single" });
  expect(all(Eip)).toHaveLength(1);
  const [gateway, ...others] = all(NatGateway);
  expect(others).toEqual([]);
  expect(gateway?.subnet_id).toMatch(/aws_subnet\.Network_Public_A_/);
  const ways = all(Route).filter((route) => "nat_gateway_id" in route);
  expect(ways).toHaveLength(3);
  expect(new Set(ways.map((route) => route.nat_gateway_id)).size).toBe(1);
  expect(network.tasksArePublic).toBe(false);
});

test("NAT per zone keeps each zone's traffic in the zone", () => {
  const { all } = networkOf({ nat: "per-az" });
  expect(all(NatGateway)).toHaveLength(3);
  const ways = all(Route).filter((route) => "nat_gateway_id" in route);
  expect(new Set(ways.map((route) => route.nat_gateway_id)).size).toBe(3);
  expect(new Set(ways.map((route) => route.route_table_id)).size).toBe(3);
});

test("every subnet has a route table", () => {
  const { all } = networkOf({ nat: "per-az" });
  expect(all(RouteTableAssociation)).toHaveLength(all(Subnet).length);
});

test("S3 is reached from every route table without NAT", () => {
  const { all } = networkOf({ nat: "per-az" });
  const [endpoint] = all(VpcEndpoint);
  expect(endpoint).toMatchObject({ service_name: "com.amazonaws.eu-west-1.s3", vpc_endpoint_type: "Gateway" });
  expect(endpoint?.route_table_ids).toHaveLength(all(RouteTable).length);
});

test("the default security group admits nothing", () => {
  const [group] = networkOf().all(DefaultSecurityGroup);
  expect(group).not.toHaveProperty("ingress");
  expect(group).not.toHaveProperty("egress");
});

test("names of subnets follow their zone, so a new zone renames none", () => {
  const two = Object.keys(networkOf({ availabilityZones: zones.slice(0, 2) }).byId(Subnet));
  const three = Object.keys(networkOf().byId(Subnet));
  expect(three).toEqual(expect.arrayContaining(two));
});

test("takes address blocks by hand", () => {
  const subnets = { public: ["10.11.0.0/24", "10.11.1.0/24"], private: [], isolated: ["10.11.2.0/24", "10.11.3.0/24"] };
  const { all } = networkOf({ availabilityZones: zones.slice(0, 2), subnets });
  expect(
    all(Subnet)
      .map((subnet) => subnet.cidr_block)
      .sort(),
  ).toEqual([...subnets.public, ...subnets.isolated]);
});

test("fails on one Availability Zone, and on a list of blocks that does not fit the zones", () => {
  expect(() => networkOf({ availabilityZones: ["eu-west-1a"] })).toThrow(
    "test/Network: availabilityZones must name 2 or more, got 1",
  );
  const subnets = { public: ["10.11.0.0/24"], private: [], isolated: [] };
  expect(() => networkOf({ subnets })).toThrow(
    "test/Network/Public: cidrs must have one block for each of 3 zones, got 1",
  );
});

test("one regional gateway needs neither subnet nor address, and every private subnet goes out by it", () => {
  const { all, byId } = networkOf({ nat: "regional" });
  expect(all(Eip)).toEqual([]);
  expect(all(NatGateway)).toEqual([
    expect.objectContaining({ availability_mode: "regional", vpc_id: expect.stringContaining("aws_vpc.") }),
  ]);
  expect(all(NatGateway)[0]).not.toHaveProperty("subnet_id");
  const [gateway] = Object.keys(byId(NatGateway));
  const ways = all(Route).filter(({ nat_gateway_id }) => nat_gateway_id === `\${aws_nat_gateway.${gateway}.id}`);
  expect(ways).toHaveLength(3);
});

test("with endpoints and without NAT tasks are private, and reach what the endpoints are for", () => {
  const { all, network } = networkOf({ endpointServices: ["ecr.api", "logs"] });
  expect(network.tasksArePublic).toBe(false);
  expect(network.taskSubnetIds).toHaveLength(3);
  expect(network.taskSubnetIds).not.toEqual(network.publicSubnetIds);
  expect(all(NatGateway)).toEqual([]);
  const endpoints = all(VpcEndpoint).filter(({ vpc_endpoint_type }) => vpc_endpoint_type === "Interface");
  expect(endpoints.map(({ service_name }) => service_name).sort()).toEqual([
    "com.amazonaws.eu-west-1.ecr.api",
    "com.amazonaws.eu-west-1.logs",
  ]);
  for (const endpoint of endpoints) {
    expect(endpoint).toMatchObject({
      private_dns_enabled: true,
      subnet_ids: expect.arrayContaining([expect.stringContaining("aws_subnet.Network_Private")]),
    });
  }
  expect(all(VpcSecurityGroupIngressRule)).toMatchObject([{ cidr_ipv4: "10.11.0.0/16", from_port: 443, to_port: 443 }]);
});

test("an endpoint that some zones lack stands in the others, and a plan fails where no zone has it", () => {
  const { all } = networkOf({ endpointServices: ["email"] });
  const [endpoint] = all(VpcEndpoint).filter(({ vpc_endpoint_type }) => vpc_endpoint_type === "Interface");
  expect(endpoint?.service_name).toBe("com.amazonaws.eu-west-1.email");
  expect(endpoint?.subnet_ids).toMatch(
    /^\$\{\[for subnet in \[\{ id = aws_subnet\.\w+\.id, zone = "eu-west-1a" \}.*contains\(data\.aws_vpc_endpoint_service\.[\w-]+\.availability_zones, subnet\.zone\)\]\}$/,
  );
});
