import { expect, test } from "vitest";
import { checkEnvironment } from "../../environments/schema/environment";
import { good, problemsOf } from "./support/problems";

const subnets = (letter: string) => [`subnet-${letter.repeat(17)}`, `subnet-${letter.repeat(16)}0`];
const existing = {
  vpcId: "vpc-0123456789abcdef0",
  publicSubnetIds: subnets("a"),
  privateSubnetIds: subnets("b"),
  isolatedSubnetIds: subnets("c"),
};
const withNetwork = (network: unknown, settings: object = {}) => ({ ...good, ...settings, network });
const zones = { availabilityZones: ["eu-west-1a", "eu-west-1b"] };
const EC2 = { service: { capacity: { type: "ec2", instanceTypes: ["m7i.large"] } } };

test("an existing VPC needs no zones, and takes instances when it has private subnets", () => {
  expect(checkEnvironment("test", withNetwork({ existing }, EC2)).network.existing).toEqual(existing);
  expect(problemsOf(withNetwork({ existing: { ...existing, privateSubnetIds: undefined } }, EC2))).toEqual([
    'network.existing.privateSubnetIds: must name subnets with EC2 capacity, or service.capacity.networkMode "bridge": a task with an interface on an EC2 instance gets no public IP address, got []',
  ]);
  const bridge = { service: { capacity: { ...EC2.service.capacity, networkMode: "bridge" } } };
  expect(problemsOf(withNetwork({ existing: { ...existing, privateSubnetIds: undefined } }, bridge))).toEqual([]);
  expect(problemsOf(withNetwork(zones, bridge))).toEqual([]);
});

test("endpoints put tasks into private subnets, so that instances may carry them", () => {
  expect(problemsOf(withNetwork({ ...zones, interfaceEndpoints: true }, EC2))).toEqual([]);
  expect(problemsOf(withNetwork(zones, EC2))).toEqual([expect.stringContaining("network.nat: must be single")]);
});

test.each([
  ["neither zones nor a VPC", {}, ["availabilityZones: is required, unless network.existing names a VPC"]],
  ["one zone", { availabilityZones: ["eu-west-1a"] }, ["availabilityZones: must name 2 to 4 Availability Zones"]],
  [
    "a VPC that is there and a description of a new one",
    { ...zones, existing, nat: "single", interfaceEndpoints: true, reservedCidrs: ["10.0.0.0/8"] },
    [
      "availabilityZones: must be left out with network.existing",
      "reservedCidrs: must be left out with network.existing",
      "nat: must be left out with network.existing",
      "interfaceEndpoints: must be left out with network.existing",
      "reservedCidrs.0: must not overlap",
    ],
  ],
  [
    "a subnet twice, and one that is none",
    { existing: { ...existing, publicSubnetIds: [...subnets("a"), subnets("a")[0]] } },
    ["existing.publicSubnetIds: must name each subnet once"],
  ],
  [
    "ids that are none",
    { existing: { ...existing, vpcId: "10.0.0.0/16", isolatedSubnetIds: ["subnet-1", "subnet-2"] } },
    [
      "existing.vpcId: must be the id of a VPC, such as vpc-0123456789abcdef0",
      "existing.isolatedSubnetIds.0: must be the id of a subnet",
      "existing.isolatedSubnetIds.1: must be the id of a subnet",
    ],
  ],
] as const)("refuses %s", (_, network, problems) => {
  expect(problemsOf(withNetwork(network))).toEqual(
    problems.map((problem) => expect.stringContaining(`network.${problem}`)),
  );
});

test("CloudFront's purges need a way to the internet", () => {
  const site = { ...good.site, domain: { name: "www.example.com", hostedZoneId: "Z0123456789ABCDEFGHIJ" } };
  expect(problemsOf(withNetwork({ ...zones, interfaceEndpoints: true }, { site, cdn: {} }))).toEqual([
    expect.stringContaining("network.nat: must lead to the internet with cdn"),
  ]);
  expect(problemsOf(withNetwork({ ...zones, interfaceEndpoints: true, nat: "regional" }, { site, cdn: {} }))).toEqual(
    [],
  );
});

test("the endpoints of China have other names", () => {
  const china = { region: "cn-north-1", availabilityZones: ["cn-north-1a", "cn-north-1b"] };
  const network = { availabilityZones: china.availabilityZones, interfaceEndpoints: true };
  expect(problemsOf(withNetwork(network, { region: china.region }))).toEqual([
    expect.stringContaining("network.interfaceEndpoints: must be false in cn-north-1"),
  ]);
});
