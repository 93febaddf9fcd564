import ipaddr from "ipaddr.js";
import type { Inventory } from "../inventory";
import { mentions, type User } from "../refusal";
import type { ObjectValue } from "../value";

export const EC2_ERRORS = { source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html" };
export const QUOTAS = { source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html" };

/** What must be gone before a VPC can go. Its own default group and route table go with it. */
export const IN_A_VPC: readonly User[] = [
  ["aws_subnet", "vpc_id"],
  ["aws_internet_gateway", "vpc_id"],
  ["aws_security_group", "vpc_id"],
  ["aws_route_table", "vpc_id"],
  ["aws_vpc_endpoint", "vpc_id"],
];

/** What has network interfaces in a subnet. */
export const IN_A_SUBNET: readonly User[] = [
  ["aws_lb", "subnets", "subnet_mapping"],
  ["aws_nat_gateway", "subnet_id"],
  ["aws_efs_mount_target", "subnet_id"],
  ["aws_ecs_service", "network_configuration"],
  ["aws_instance", "subnet_id"],
  ["aws_autoscaling_group", "vpc_zone_identifier"],
  ["aws_vpc_endpoint", "subnet_ids"],
  ["aws_db_proxy", "vpc_subnet_ids"],
];

/** What holds a security group: interfaces, and rules of other groups. */
export const WITH_A_SECURITY_GROUP: readonly User[] = [
  ["aws_lb", "security_groups"],
  ["aws_db_instance", "vpc_security_group_ids"],
  ["aws_rds_cluster", "vpc_security_group_ids"],
  ["aws_db_proxy", "vpc_security_group_ids"],
  ["aws_elasticache_replication_group", "security_group_ids"],
  ["aws_elasticache_serverless_cache", "security_group_ids"],
  ["aws_efs_mount_target", "security_groups"],
  ["aws_ecs_service", "network_configuration"],
  ["aws_vpc_endpoint", "security_group_ids"],
  ["aws_instance", "vpc_security_group_ids"],
  ["aws_vpc_security_group_ingress_rule", "referenced_security_group_id"],
  ["aws_vpc_security_group_egress_rule", "referenced_security_group_id"],
];

/** Whether the ranges of two subnets have addresses in common. */
export function overlap({ cidr_block: one }: ObjectValue, { cidr_block: other }: ObjectValue): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  const [a, b] = [ipaddr.parseCIDR(one), ipaddr.parseCIDR(other)];
  const bits = Math.min(a[1], b[1]);
  return a[0].kind() === b[0].kind() && a[0].match(b[0], bits);
}

/** Whether something in the VPC of an internet gateway has a public address. */
export function hasPublicAddress({ vpc_id: vpc }: ObjectValue, inventory: Inventory): boolean {
  const subnets = inventory.all("aws_subnet").filter((subnet) => subnet.vpc_id === vpc);
  const within = (value: ObjectValue[string] | undefined) => subnets.some(({ id }) => mentions(value, id));
  return (
    inventory
      .all("aws_nat_gateway")
      .some((one) => one.connectivity_type !== "private" && (one.vpc_id === vpc || within(one.subnet_id))) ||
    inventory.all("aws_lb").some((one) => one.internal !== true && within(one.subnets)) ||
    inventory
      .all("aws_ecs_service")
      .some(({ network_configuration: network }) => mentionsTrue(network) && within(network))
  );
}

function mentionsTrue(network: ObjectValue[string] | undefined): boolean {
  return Array.isArray(network) && network.some((one) => (one as ObjectValue).assign_public_ip === true);
}
