import { vcpusOf } from "../../aws/ecs/instance-vcpus";
import type { Tree } from "../../terraform/tree";
import { ask, type Check, type Finding, unanswered, type World } from "../check";

/** One quota of AWS: what the stacks ask of it, and what is in use. */
interface Quota {
  readonly name: string;
  readonly service: string;
  readonly code: string;
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
  { name: "vCPUs of Fargate", service: "fargate", code: "L-3032A538", wanted: fargateVcpus },
  { name: "vCPUs of on-demand instances", service: "ec2", code: "L-1216C47A", wanted: instanceVcpus },
];

function mostTasks(tree: Tree): number {
  const [service] = tree.all("aws_ecs_service");
  const [target] = tree.all("aws_appautoscaling_target");
  return target?.number("max_capacity") ?? service?.numberOr("desired_count", 1) ?? 0;
}

function fargateVcpus(tree: Tree): number {
  if (tree.all("aws_autoscaling_group").length > 0) return 0;
  const [definition] = tree.all("aws_ecs_task_definition");
  return (mostTasks(tree) * DEPLOYING * (definition?.number("cpu") ?? 0)) / UNITS_A_VCPU;
}

function instanceVcpus(tree: Tree): number {
  return tree.all("aws_autoscaling_group").reduce((sum, group) => {
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
  { name, service, code, wanted, used }: Quota,
  { tree, aws, environment }: World,
): Promise<Finding[]> {
  const words = ["service-quotas", "get-service-quota", "--service-code", service, "--quota-code", code];
  const show = `aws ${words.join(" ")} --region ${environment.region}`;
  const [limit, inUse] = await Promise.all([
    ask<{ Quota: { Value: number } }>(aws(), ...words),
    used === undefined ? undefined : ask<Record<string, unknown[]>>(aws(), ...used.words),
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
      command: `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${Math.ceil(need)} --region ${environment.region}`,
    },
  ];
}
