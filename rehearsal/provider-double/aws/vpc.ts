import { type Answer, byEc2Id, type KnownTypes } from "../knowledge";

export const vpc: KnownTypes = {
  aws_vpc: {
    ...byEc2Id("vpc", "vpc"),
    computed: {
      main_route_table_id: ({ hex }) => `rtb-${hex(17, "main")}`,
      default_route_table_id: ({ hex }) => `rtb-${hex(17, "main")}`,
      default_security_group_id: ({ hex }) => `sg-${hex(17, "default")}`,
      default_network_acl_id: ({ hex }) => `acl-${hex(17, "default")}`,
      dhcp_options_id: ({ hex }) => `dopt-${hex(17)}`,
      enable_dns_support: () => true,
    },
    replacedBy: ["cidr_block"],
  },
  aws_subnet: { ...byEc2Id("subnet", "subnet"), replacedBy: ["availability_zone", "cidr_block", "vpc_id"] },
  aws_internet_gateway: byEc2Id("igw", "internet-gateway"),
  aws_egress_only_internet_gateway: { id: "eigw-{hex17}" },
  aws_nat_gateway: { id: "nat-{hex17}", replacedBy: ["subnet_id", "allocation_id", "connectivity_type"] },
  aws_route_table: byEc2Id("rtb", "route-table"),
  aws_default_route_table: byEc2Id("rtb", "route-table"),
  aws_route: { id: "r-{route_table_id}{hash}" },
  aws_route_table_association: { id: "rtbassoc-{hex17}" },
  aws_main_route_table_association: { id: "rtbassoc-{hex17}" },
  aws_default_network_acl: byEc2Id("acl", "network-acl"),
  aws_network_acl: byEc2Id("acl", "network-acl"),
  aws_vpc_endpoint: {
    ...byEc2Id("vpce", "vpc-endpoint"),
    computed: { prefix_list_id: ({ hex }) => `pl-${hex(8)}`, state: () => "available" },
  },
  aws_flow_log: byEc2Id("fl", "vpc-flow-log"),
  aws_eip: {
    id: "eipalloc-{hex17}",
    arn: "ec2:{region}:{account}:elastic-ip/{id}",
    computed: {
      public_ip: ({ hex }) => `203.0.113.${Number.parseInt(hex(2), 16)}`,
      allocation_id: ({ known }) => known.id,
    },
  },
};

const AZ_LETTERS = ["a", "b", "c"];

export const vpcData: Readonly<Record<string, Answer>> = {
  aws_availability_zones: (_, { region }) => ({
    id: region,
    names: AZ_LETTERS.map((letter) => `${region}${letter}`),
    zone_ids: AZ_LETTERS.map((_letter, place) => `${shortRegion(region)}-az${place + 1}`),
    group_names: [region],
  }),
  aws_vpc: ({ id = null }) => ({
    ...{ id, cidr_block: "10.0.0.0/16", enable_dns_support: true, enable_dns_hostnames: true },
  }),
  aws_subnet: ({ id = null }, { region }) => ({ id, availability_zone: `${region}${zoneOf(String(id))}` }),
  aws_ec2_managed_prefix_list: () => ({ id: "pl-3b927c52" }),
};

/** The letter of a subnet's zone: subnets are spread over the zones by the last digit of their ids. */
const zoneOf = (subnetId: string): string | undefined =>
  AZ_LETTERS[Number.parseInt(subnetId.slice(-1), 16) % AZ_LETTERS.length];

/** `eu-west-1` is `euw1` in the ids of its zones. */
function shortRegion(region: string): string {
  const [area = "", direction = "", number = ""] = region.split("-");
  return `${area}${direction.charAt(0)}${number}`;
}
