import { vcpusOf } from "../../aws/ecs/instance-vcpus";
import { CLOUDFRONT_REGION } from "../../aws/partitions";
import type { Tree } from "../../terraform/tree";
import { ask, type Check, type Finding, unanswered, type World } from "../check";

/** One quota of AWS: what the stacks ask of it, and what is in use. */
interface Quota {
  readonly name: string;
  readonly service: string;
  readonly code: string;
  /** Region that has the quota. @default the environment's */
  readonly region?: string;
  /** 0 where the stacks ask nothing of it. */
  readonly wanted: (tree: Tree) => number;
  /** How many are in use. @default - AWS does not say by a simple call; what the stacks ask must fit alone */
  readonly used?: { readonly words: readonly string[]; readonly count: (answer: Record<string, unknown[]>) => number };
}

/** A deployment runs the new tasks beside the old ones. */
const DEPLOYING = 2;
const UNITS_A_VCPU = 1024;

const counted = (words: string, list: string): Quota["used"] => ({
  words: words.split(" "),
  count: (answer) => answer[list]?.length ?? 0,
});
const number = (type: string) => (tree: Tree) => tree.all(type).length;

/** Codes as `aws service-quotas list-service-quotas` names them. */
const QUOTAS: readonly Quota[] = [
  {
    name: "VPCs of the region",
    service: "vpc",
    code: "L-F678F1CE",
    wanted: number("aws_vpc"),
    used: counted("ec2 describe-vpcs", "Vpcs"),
  },
  {
    name: "Elastic IP addresses of the region",
    service: "ec2",
    code: "L-0263D0A3",
    wanted: number("aws_eip"),
    used: counted("ec2 describe-addresses", "Addresses"),
  },
  {
    name: "NAT gateways of a zone",
    service: "vpc",
    code: "L-FE5A380F",
    wanted: (tree) => (tree.all("aws_nat_gateway").length > 0 ? 1 : 0),
  },
  {
    name: "Application Load Balancers of the region",
    service: "elasticloadbalancing",
    code: "L-53DA6B97",
    wanted: number("aws_lb"),
    used: counted("elbv2 describe-load-balancers", "LoadBalancers"),
  },
  {
    name: "RDS instances of the region",
    service: "rds",
    code: "L-7B6409FD",
    wanted: (tree) => tree.all("aws_db_instance", "aws_rds_cluster_instance").length,
    used: counted("rds describe-db-instances", "DBInstances"),
  },
  {
    name: "CloudFront distributions of the account",
    ...{ service: "cloudfront", code: "L-24B04930", region: CLOUDFRONT_REGION },
    wanted: number("aws_cloudfront_distribution"),
    used: {
      words: ["cloudfront", "list-distributions"],
      count: ({ DistributionList: list }) => (list as { Items?: unknown[] } | undefined)?.Items?.length ?? 0,
    },
  },
  {
    name: "cache nodes of the region",
    ...{ service: "elasticache", code: "L-DFE45DF3" },
    wanted: (tree) =>
      tree
        .all("aws_elasticache_replication_group")
        .reduce((sum, group) => sum + (group.numberOr("num_cache_clusters", 1) ?? 1), 0),
    used: counted("elasticache describe-cache-clusters", "CacheClusters"),
  },
  { name: "vCPUs of Fargate", service: "fargate", code: "L-3032A538", wanted: (tree) => fargateVcpus(tree, "FARGATE") },
  {
    name: "vCPUs of Fargate Spot",
    ...{ service: "fargate", code: "L-36FBB829" },
    wanted: (tree) => fargateVcpus(tree, "FARGATE_SPOT"),
  },
  {
    name: "vCPUs of on-demand instances",
    ...{ service: "ec2", code: "L-1216C47A" },
    wanted: (tree) => instanceVcpus(tree, "on demand"),
  },
  {
    name: "vCPUs of Spot instances",
    ...{ service: "ec2", code: "L-34B43A08" },
    wanted: (tree) => instanceVcpus(tree, "Spot"),
  },
];

function mostTasks(tree: Tree): number {
  const [service] = tree.all("aws_ecs_service");
  const [target] = tree.all("aws_appautoscaling_target");
  return target?.number("max_capacity") ?? service?.numberOr("desired_count", 1) ?? 0;
}

/** All tasks where the provider may have them all: a strategy moves tasks as capacity allows. */
function fargateVcpus(tree: Tree, provider: "FARGATE" | "FARGATE_SPOT"): number {
  if (tree.all("aws_autoscaling_group").length > 0) return 0;
  const strategy = tree.all("aws_ecs_service").flatMap((service) => service.blocks("capacity_provider_strategy"));
  const names = strategy.map((one) => one.text("capacity_provider"));
  if (!(names.length > 0 ? names.includes(provider) : provider === "FARGATE")) return 0;
  const [definition] = tree.all("aws_ecs_task_definition");
  return (mostTasks(tree) * DEPLOYING * (definition?.number("cpu") ?? 0)) / UNITS_A_VCPU;
}

function instanceVcpus(tree: Tree, kind: "on demand" | "Spot"): number {
  return tree.all("aws_autoscaling_group").reduce((sum, group) => {
    const distribution = group.block("mixed_instances_policy")?.block("instances_distribution");
    const onDemand = distribution?.numberOr("on_demand_percentage_above_base_capacity", 100) ?? 100;
    const base = distribution?.numberOr("on_demand_base_capacity", 0) ?? 0;
    if (kind === "Spot" ? onDemand === 100 : onDemand === 0 && base === 0) return sum;
    const types = tree.all("aws_launch_template").flatMap((template) => template.text("instance_type") ?? []);
    const overrides = group.block("mixed_instances_policy")?.block("launch_template")?.blocks("override") ?? [];
    const all = [...types, ...overrides.flatMap((override) => override.text("instance_type") ?? [])];
    return sum + (group.number("max_size") ?? 0) * Math.max(0, ...all.map((type) => vcpusOf(type) ?? 0));
  }, 0);
}

export const quotas: Check = {
  title: "quotas",
  run: async (world) => {
    const asked = QUOTAS.filter(({ wanted }) => wanted(world.tree) > 0);
    return (await Promise.all(asked.map((quota) => judge(quota, world)))).flat();
  },
};

async function judge(
  { name, service, code, wanted, used, region: global }: Quota,
  { tree, aws, environment }: World,
): Promise<Finding[]> {
  const words = ["service-quotas", "get-service-quota", "--service-code", service, "--quota-code", code];
  const region = global ?? environment.region;
  const show = `aws ${words.join(" ")} --region ${region}`;
  const [limit, inUse] = await Promise.all([
    ask<{ Quota: { Value: number } }>(aws(region), ...words),
    used === undefined ? undefined : ask<Record<string, unknown[]>>(aws(region), ...used.words),
  ]);
  if ("code" in limit) return [unanswered(`quota of ${name}`, limit, show)];
  if (inUse !== undefined && "code" in inUse)
    return [unanswered(`use of ${name}`, inUse, `aws ${used?.words.join(" ")}`)];
  const there = inUse === undefined ? 0 : (used?.count(inUse.answer) ?? 0);
  const need = wanted(tree) + there;
  const { Value: most } = limit.answer.Quota;
  if (need <= most) return [];
  return [
    {
      severity: "stops",
      what: `${name}: at most ${most}; ${there} are in use, and the stacks ask for ${wanted(tree)} more`,
      command: `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${Math.ceil(need)} --region ${region}`,
    },
  ];
}
