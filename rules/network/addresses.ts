import { type Cidr, contains, overlaps, parseCidr } from "../../aws/network/cidr";
import type { Block, Finding, Resource, Rule, Tree } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide";

/** Ranges that EC2 refuses for a VPC: this network, loopback, link-local with the services of an instance, multicast and above. */
const RESERVED = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"].map(parseCidr);
const LARGEST_PREFIX = 28;
const SMALLEST_PREFIX = 16;
/** A load balancer puts up to 100 addresses into a subnet over time; eight have to be free, which a /28 cannot promise. */
const LARGEST_BALANCER_PREFIX = 27;

/** The IPv4 range in an attribute: undefined when nobody knows it, a text about what is wrong with it when it is none. */
function rangeOf(block: Block, attribute: string): Cidr | string | undefined {
  const text = block.text(attribute);
  if (text === undefined) return undefined;
  try {
    return parseCidr(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What is wrong with a range by itself. */
function* wrongRange(block: Block): Iterable<Finding> {
  const range = rangeOf(block, "cidr_block");
  if (typeof range === "string") yield block.problem("cidr_block", range);
  else if (range !== undefined && (range.prefix < SMALLEST_PREFIX || range.prefix > LARGEST_PREFIX))
    yield block.problem("cidr_block", `/${SMALLEST_PREFIX} to /${LARGEST_PREFIX}`);
}

/** All ranges of a VPC that the tree knows; undefined when one of them is not known. */
function rangesOf(vpc: Resource, tree: Tree): Cidr[] | undefined {
  if (vpc.mode !== "resource" || vpc.has("ipv4_ipam_pool_id")) return undefined;
  const more = tree.referring(vpc, "vpc_id", "aws_vpc_ipv4_cidr_block_association");
  const ranges = [vpc, ...more].map((one) => rangeOf(one, "cidr_block"));
  const known = ranges.filter((one): one is Cidr => typeof one === "object");
  return known.length === ranges.length ? known : undefined;
}

export const addressRules: readonly Rule[] = [
  {
    id: "vpc-range",
    trap: 74,
    title: "A VPC's range is /16 to /28, begins at its network address and is not one that AWS or IP itself reserves",
    source: `${GUIDE}/vpc-cidr-blocks.html`,
    severity: "error",
    fix: "Take a private range such as 10.11.0.0/16.",
    on: ["aws_vpc", "aws_vpc_ipv4_cidr_block_association"],
    *check(resource) {
      yield* wrongRange(resource);
      const range = rangeOf(resource, "cidr_block");
      if (typeof range !== "object") return;
      if (RESERVED.some((one) => overlaps(one, range))) yield resource.problem("cidr_block", "a reserved range");
    },
  },
  {
    id: "subnet-range",
    trap: 74,
    title: "A subnet's range is /16 to /28, lies in its VPC and meets no other subnet",
    source: `${GUIDE}/subnet-sizing.html`,
    severity: "error",
    fix: "Take a free part of the VPC's range.",
    on: ["aws_subnet"],
    *check(resource, tree) {
      yield* wrongRange(resource);
      const range = rangeOf(resource, "cidr_block");
      if (typeof range !== "object") return;
      const vpc = resource.follow("vpc_id");
      const ranges = vpc?.type === "aws_vpc" ? rangesOf(vpc, tree) : undefined;
      if (!vpc || !ranges) return;
      if (!ranges.some((one) => contains(one, range)))
        yield resource.problem("cidr_block", `outside of ${vpc.address}`);
      const subnets = tree.referring(vpc, "vpc_id", "aws_subnet");
      const earlier = subnets.slice(0, subnets.indexOf(resource)).find((other) => {
        const taken = rangeOf(other, "cidr_block");
        return typeof taken === "object" && overlaps(taken, range);
      });
      if (earlier) yield resource.problem("cidr_block", `meets ${earlier.address}`);
    },
  },
  {
    id: "load-balancer-subnet-size",
    trap: 74,
    title: "A load balancer's subnets are /27 or larger, so that eight addresses are free for it",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer",
    severity: "error",
    fix: "Give it larger subnets.",
    on: ["aws_lb"],
    *check(resource) {
      if (resource.textOr("load_balancer_type", "application") !== "application") return;
      for (const subnet of resource.followAll("subnets")) {
        const range = subnet.type === "aws_subnet" ? rangeOf(subnet, "cidr_block") : undefined;
        if (typeof range === "object" && range.prefix > LARGEST_BALANCER_PREFIX)
          yield resource.problem("subnets", `${subnet.address} is /${range.prefix}`, subnet.json.cidr_block);
      }
    },
  },
];
