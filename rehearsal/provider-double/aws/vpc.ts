import { type Answer, byEc2Id, type KnownTypes } from "../knowledge";
import { inUse, quota, taken } from "../refusal";
import { EC2_ERRORS, hasPublicAddress, IN_A_SUBNET, IN_A_VPC, overlap, QUOTAS } from "./vpc-users";

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
    refuses: [
      quota("EC2: CreateVpc", "VpcLimitExceeded", 5, "The maximum number of VPCs has been reached.", QUOTAS),
      inUse(
        "EC2: DeleteVpc",
        "DependencyViolation",
        "id",
        IN_A_VPC,
        ({ state }) => `The vpc '${state.id}' has dependencies and cannot be deleted.`,
        EC2_ERRORS,
      ),
    ],
  },
  aws_subnet: {
    ...byEc2Id("subnet", "subnet"),
    refuses: [
      {
        on: "create",
        operation: "EC2: CreateSubnet",
        code: "InvalidSubnet.Conflict",
        when: "its range overlaps that of another subnet of the VPC",
        ...EC2_ERRORS,
        text: ({ state, inventory }) =>
          inventory.all("aws_subnet").some((one) => one.vpc_id === state.vpc_id && overlap(one, state))
            ? `The CIDR '${state.cidr_block}' conflicts with another subnet`
            : undefined,
      },
      inUse(
        "EC2: DeleteSubnet",
        "DependencyViolation",
        "id",
        IN_A_SUBNET,
        ({ state }) => `The subnet '${state.id}' has dependencies and cannot be deleted.`,
        EC2_ERRORS,
      ),
    ],
  },
  aws_internet_gateway: {
    ...byEc2Id("igw", "internet-gateway"),
    refuses: [
      taken(
        "EC2: AttachInternetGateway",
        "Resource.AlreadyAssociated",
        ["vpc_id"],
        ({ state }) => `The network ${state.vpc_id} already has an internet gateway attached`,
        EC2_ERRORS,
      ),
      {
        on: "delete",
        operation: "EC2: DetachInternetGateway",
        code: "DependencyViolation",
        when: "something in the VPC has a public address: a NAT gateway, a load balancer, a task",
        source: "hashicorp/terraform#497",
        text: ({ state, inventory }) =>
          hasPublicAddress(state, inventory)
            ? `Network ${state.vpc_id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`
            : undefined,
      },
    ],
  },
  aws_egress_only_internet_gateway: { id: "eigw-{hex17}" },
  aws_nat_gateway: {
    id: "nat-{hex17}",
    refuses: [
      taken(
        "EC2: CreateNatGateway",
        "Resource.AlreadyAssociated",
        ["allocation_id"],
        ({ state }) => `Elastic IP address [${state.allocation_id}] is already associated`,
        EC2_ERRORS,
      ),
      quota(
        "EC2: CreateNatGateway",
        "NatGatewayLimitExceeded",
        5,
        "Performing this operation would exceed the limit of 5 NAT gateways",
        { ...QUOTAS, per: "subnet_id" },
      ),
    ],
  },
  aws_route_table: {
    ...byEc2Id("rtb", "route-table"),
    replacedBy: ["vpc_id"],
    refuses: [
      inUse(
        "EC2: DeleteRouteTable",
        "DependencyViolation",
        "id",
        [["aws_route_table_association", "route_table_id"]],
        ({ state }) => `The routeTable '${state.id}' has dependencies and cannot be deleted.`,
        EC2_ERRORS,
      ),
    ],
  },
  aws_default_route_table: byEc2Id("rtb", "route-table"),
  aws_route: {
    id: "r-{route_table_id}{hash}",
    refuses: [
      taken(
        "EC2: CreateRoute",
        "RouteAlreadyExists",
        ["route_table_id", "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"],
        ({ state }) =>
          `The route identified by ${state.destination_cidr_block ?? state.destination_ipv6_cidr_block} already exists.`,
        EC2_ERRORS,
      ),
    ],
  },
  aws_route_table_association: {
    id: "rtbassoc-{hex17}",
    replacedBy: ["subnet_id", "gateway_id"],
    refuses: [
      taken(
        "EC2: AssociateRouteTable",
        "Resource.AlreadyAssociated",
        ["subnet_id", "gateway_id"],
        ({ state }) =>
          `the specified association for route table ${state.route_table_id} conflicts with an existing association`,
        EC2_ERRORS,
      ),
    ],
  },
  aws_main_route_table_association: { id: "rtbassoc-{hex17}" },
  aws_default_network_acl: byEc2Id("acl", "network-acl"),
  aws_network_acl: byEc2Id("acl", "network-acl"),
  aws_vpc_endpoint: {
    ...byEc2Id("vpce", "vpc-endpoint"),
    computed: { prefix_list_id: ({ hex }) => `pl-${hex(8)}`, state: () => "available" },
    refuses: [
      taken(
        "EC2: CreateVpcEndpoint",
        "RouteAlreadyExists",
        ["vpc_id", "service_name", "vpc_endpoint_type"],
        ({ state }) => `route table already has a route with destination-prefix-list-id ${state.prefix_list_id}`,
        EC2_ERRORS,
      ),
      quota(
        "EC2: CreateVpcEndpoint",
        "VpcEndpointLimitExceeded",
        20,
        "The maximum number of VPC endpoints has been reached.",
        QUOTAS,
      ),
    ],
  },
  aws_flow_log: {
    ...byEc2Id("fl", "vpc-flow-log"),
    refuses: [
      taken(
        "EC2: CreateFlowLogs",
        "FlowLogAlreadyExists",
        ["vpc_id", "subnet_id", "traffic_type", "log_destination"],
        () => "Error. There is an existing Flow Log with the same configuration and log destination.",
        EC2_ERRORS,
      ),
    ],
  },
  aws_eip: {
    id: "eipalloc-{hex17}",
    arn: "ec2:{region}:{account}:elastic-ip/{id}",
    computed: {
      public_ip: ({ hex }) => `203.0.113.${Number.parseInt(hex(2), 16)}`,
      allocation_id: ({ known }) => known.id,
    },
    refuses: [
      quota(
        "EC2: AllocateAddress",
        "AddressLimitExceeded",
        5,
        "The maximum number of addresses has been reached.",
        QUOTAS,
      ),
      inUse(
        "EC2: ReleaseAddress",
        "InvalidIPAddress.InUse",
        "id",
        [["aws_nat_gateway", "allocation_id"]],
        ({ state }) => `The address with allocation id [${state.id}] cannot be released because it is in use.`,
        EC2_ERRORS,
      ),
    ],
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
  aws_vpc_endpoint_service: (_, { region }) => ({
    availability_zones: AZ_LETTERS.map((letter) => `${region}${letter}`),
  }),
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
