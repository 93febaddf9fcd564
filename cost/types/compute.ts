import type { Resource } from "../../terraform/block";
import type { Charge, Context, PricedTypes } from "../charge";
import { instanceTypesOf, launchTemplateOf } from "../instance-group";

/** What Fargate has by itself, beside the providers of an instance group. */
const ON_FARGATE = /^FARGATE(_SPOT)?$/;
const SPOT = "FARGATE_SPOT";
/** What AWS says that Spot takes off at most. Sources: https://aws.amazon.com/fargate/pricing/ and https://aws.amazon.com/ec2/spot/ */
const SPOT_MAY_TAKE_OFF = { fargate: 0.7, ec2: 0.9 };
const UNITS_A_VCPU = 1024;
const MIB_A_GB = 1024;

export const compute: PricedTypes = {
  aws_ecs_service: {
    byHour: (service, context) => [...tasks(service, context), ...addresses(service, context)],
    notCounted: "tasks above the lowest number, and those that a deployment runs beside the old ones",
  },
  aws_autoscaling_group: { byHour: instances, notCounted: "instances above the lowest number" },
  aws_ecs_cluster: { notCounted: "Container Insights, by the number of metrics" },
  aws_scheduler_schedule: { notCounted: "tasks that a schedule starts, for the seconds that they take" },
  aws_ecr_repository: {
    byUse: (repository, { tree }) => {
      const [policy] = tree.referring(repository, "repository", "aws_ecr_lifecycle_policy");
      const kept = /"countType":"imageCountMoreThan","countNumber":(\d+)/.exec(policy?.text("policy") ?? "")?.[1];
      if (kept === undefined) return [];
      return [
        {
          part: "Files and backups",
          item: "ecr",
          quantity: Number(kept) * IMAGE_GB,
          note: `${kept} images of ${IMAGE_GB} GB, the most that are kept`,
        },
      ];
    },
  },
};

/** Compressed layers of the image; images of a day share most of them. */
const IMAGE_GB = 0.15;

/** Of so many tasks of the service on Fargate, the part that is on Spot, from 0 to 1; undefined where they are on instances. */
function spotOnFargate(service: Resource, count: number): number | undefined {
  const strategy = service.blocks("capacity_provider_strategy").map((one) => ({
    name: one.text("capacity_provider") ?? "",
    base: one.number("base") ?? 0,
    weight: one.number("weight") ?? 0,
  }));
  if (strategy.length === 0) return service.text("launch_type") === "FARGATE" ? 0 : undefined;
  if (!strategy.every(({ name }) => ON_FARGATE.test(name))) return undefined;
  const base = Math.min(count, sumOf(strategy.filter(({ name }) => name !== SPOT).map((one) => one.base)));
  const weights = sumOf(strategy.map(({ weight }) => weight));
  const spot = sumOf(strategy.filter(({ name }) => name === SPOT).map(({ weight }) => weight));
  return weights === 0 || count === 0 ? 0 : ((count - base) * spot) / weights / count;
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

/** What a charge says of its part on Spot; nothing where there is none. */
function onSpot(part: number, kind: keyof typeof SPOT_MAY_TAKE_OFF): Pick<Charge, "spot" | "note"> {
  if (part === 0) return {};
  const mayTakeOff = SPOT_MAY_TAKE_OFF[kind];
  const how = part === 1 ? "on Spot" : `${Math.round(part * 100)} % of it on Spot`;
  return {
    spot: { part, mayTakeOff },
    note: `${how}: counted at the full price, of which Spot takes off up to ${mayTakeOff * 100} %`,
  };
}

/** Fewest tasks: what scaling allows, else what the service wants. */
function fewest(service: Resource, { tree }: Context): number {
  const target = tree
    .all("aws_appautoscaling_target")
    .find((one) => (one.raw("resource_id") ?? "").includes(`${service.address}.`) && one.stack === service.stack);
  return target?.number("min_capacity") ?? service.numberOr("desired_count", 1) ?? 1;
}

function tasks(service: Resource, context: Context): Charge[] {
  const count = fewest(service, context);
  const spot = spotOnFargate(service, count);
  const definition = service.follow("task_definition");
  if (spot === undefined || definition === undefined) return [];
  const architecture = definition.block("runtime_platform")?.text("cpu_architecture") ?? "X86_64";
  const each = { part: "Tasks or instances", share: context.running(service), ...onSpot(spot, "fargate") } as const;
  const vcpus = (count * (definition.number("cpu") ?? 0)) / UNITS_A_VCPU;
  const gigabytes = (count * (definition.number("memory") ?? 0)) / MIB_A_GB;
  return [
    { ...each, item: `fargate-vcpu/${architecture}`, quantity: vcpus },
    { ...each, item: `fargate-gb/${architecture}`, quantity: gigabytes },
  ];
}

function addresses(service: Resource, context: Context): Charge[] {
  if (service.block("network_configuration")?.flag("assign_public_ip") !== true) return [];
  const share = context.running(service);
  return [{ part: "Public IPv4 addresses", item: "ipv4", quantity: fewest(service, context), share }];
}

function instances(group: Resource, context: Context): Charge[] {
  const count = group.number("min_size") ?? 0;
  const [[type], template] = [instanceTypesOf(group), launchTemplateOf(group)];
  const spot = spotInstances(group, count);
  const part = "Tasks or instances";
  const share = context.running(group);
  const volumes = (template?.blocks("block_device_mappings") ?? []).flatMap((mapping) => mapping.blocks("ebs"));
  const gibibytes = volumes.reduce((sum, volume) => sum + (volume.number("volume_size") ?? 0), 0);
  return [
    ...(type === undefined
      ? []
      : [{ part, item: `ec2/${type}`, quantity: count, share, ...onSpot(spot, "ec2") } as const]),
    { part, item: "ebs-gp3", quantity: count * gibibytes, share },
  ];
}

/** Of so many instances of the group, the part that is on Spot, from 0 to 1. */
function spotInstances(group: Resource, count: number): number {
  const distribution = group.block("mixed_instances_policy")?.block("instances_distribution");
  const onDemand = distribution?.numberOr("on_demand_percentage_above_base_capacity", 100) ?? 100;
  const base = Math.min(count, distribution?.numberOr("on_demand_base_capacity", 0) ?? 0);
  return count === 0 ? 0 : ((count - base) * (100 - onDemand)) / 100 / count;
}
