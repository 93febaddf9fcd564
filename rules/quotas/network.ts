import { all, blocksOf, largest, type Quota, RAISE, referringBy, VPC } from "./quota";

/** VPCs and what stands in them. */
export const NETWORK_QUOTAS: readonly Quota[] = [
  {
    id: "quota-vpcs",
    title: "VPCs a region",
    most: 5,
    on: ["aws_vpc"],
    counted: (owner, tree) => all(owner, tree, "cidr_block"),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-elastic-ips",
    title: "elastic IP addresses a region",
    most: 5,
    on: ["aws_eip"],
    counted: (owner, tree) => all(owner, tree, "domain"),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-vpc-ranges",
    title: "IPv4 ranges a VPC, the first one included",
    most: 5,
    on: ["aws_vpc"],
    counted: (owner, tree) => [
      { finding: (detail, value) => owner.problem("cidr_block", detail, value) },
      ...referringBy("vpc_id", "aws_vpc_ipv4_cidr_block_association")(owner, tree),
    ],
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-subnets",
    title: "subnets a VPC",
    most: 200,
    on: ["aws_vpc"],
    counted: referringBy("vpc_id", "aws_subnet"),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-interface-endpoints",
    title: "endpoints of interfaces a VPC",
    most: 50,
    on: ["aws_vpc"],
    counted: (owner, tree) =>
      tree
        .referring(owner, "vpc_id", "aws_vpc_endpoint")
        .filter((one) => one.text("vpc_endpoint_type") === "Interface")
        .map((one) => ({ finding: (detail, value) => one.problem("vpc_id", detail, value) })),
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-network-acl-rules",
    title: "rules a network ACL in one direction",
    most: 20,
    on: ["aws_network_acl"],
    counted: (owner, tree) => {
      const rules = tree.referring(owner, "network_acl_id", "aws_network_acl_rule");
      const standalone = (egress: boolean) =>
        rules
          .filter((one) => (one.flag("egress") ?? false) === egress)
          .map((one) => ({
            finding: (detail: string, value: unknown) => one.problem("network_acl_id", detail, value),
          }));
      return largest([
        [...blocksOf(owner, "ingress"), ...standalone(false)],
        [...blocksOf(owner, "egress"), ...standalone(true)],
      ]);
    },
    source: VPC,
    fix: RAISE,
  },
  {
    id: "quota-internet-gateways",
    title: "internet gateways a region",
    most: 5,
    on: ["aws_internet_gateway"],
    counted: (owner, tree) => all(owner, tree, "vpc_id"),
    source: VPC,
    fix: RAISE,
  },
];
