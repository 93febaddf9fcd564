import type { Block, Resource } from "../../terraform/block";
import type { Charge, Context, PricedTypes } from "../charge";

/** What Fargate has by itself, beside the providers of an instance group. */
const ON_FARGATE = /^FARGATE(_SPOT)?$/;
const SPOT_NOTE = "Spot: its price changes by the hour and is lower, often by two thirds";
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

/** Whether the service's tasks are Fargate's, and whether any of them may be Spot. */
function fargateOf(service: Resource): { readonly isSpot: boolean } | undefined {
  const names = service.blocks("capacity_provider_strategy").map((one) => one.text("capacity_provider") ?? "");
  if (names.length === 0) return service.text("launch_type") === "FARGATE" ? { isSpot: false } : undefined;
  return names.every((name) => ON_FARGATE.test(name)) ? { isSpot: names.includes("FARGATE_SPOT") } : undefined;
}

/** Fewest tasks: what scaling allows, else what the service wants. */
function fewest(service: Resource, { tree }: Context): number {
  const target = tree
    .all("aws_appautoscaling_target")
    .find((one) => (one.raw("resource_id") ?? "").includes(`${service.address}.`) && one.stack === service.stack);
  return target?.number("min_capacity") ?? service.numberOr("desired_count", 1) ?? 1;
}

function tasks(service: Resource, context: Context): Charge[] {
  const fargate = fargateOf(service);
  const definition = service.follow("task_definition");
  if (fargate === undefined || definition === undefined) return [];
  const count = fewest(service, context);
  const architecture = definition.block("runtime_platform")?.text("cpu_architecture") ?? "X86_64";
  const each = { part: "Tasks or instances", share: context.running(service) } as const;
  const note = fargate.isSpot ? SPOT_NOTE : undefined;
  const vcpus = (count * (definition.number("cpu") ?? 0)) / UNITS_A_VCPU;
  const gigabytes = (count * (definition.number("memory") ?? 0)) / MIB_A_GB;
  return [
    { ...each, item: `fargate-vcpu/${architecture}`, quantity: vcpus, note },
    { ...each, item: `fargate-gb/${architecture}`, quantity: gigabytes, note },
  ];
}

function addresses(service: Resource, context: Context): Charge[] {
  if (service.block("network_configuration")?.flag("assign_public_ip") !== true) return [];
  const share = context.running(service);
  return [{ part: "Public IPv4 addresses", item: "ipv4", quantity: fewest(service, context), share }];
}

function instances(group: Resource, context: Context): Charge[] {
  const { template, type, isSpot } = launched(group);
  const count = group.number("min_size") ?? 0;
  const part = "Tasks or instances";
  const share = context.running(group);
  const note = isSpot ? SPOT_NOTE : undefined;
  const volumes = (template?.blocks("block_device_mappings") ?? []).flatMap((mapping) => mapping.blocks("ebs"));
  const gibibytes = volumes.reduce((sum, volume) => sum + (volume.number("volume_size") ?? 0), 0);
  return [
    ...(type === undefined ? [] : [{ part, item: `ec2/${type}`, quantity: count, share, note } as const]),
    { part, item: "ebs-gp3", quantity: count * gibibytes, share },
  ];
}

/** The launch template of a group, the first type that it may launch, and whether that is Spot. */
function launched(group: Resource): { template?: Resource; type?: string; isSpot: boolean } {
  const mixed = group.block("mixed_instances_policy");
  const specification = mixed?.block("launch_template");
  const named: Block | undefined =
    specification?.block("launch_template_specification") ?? group.block("launch_template");
  const template = named?.follow("id") ?? named?.follow("launch_template_id");
  const first = specification?.blocks("override")[0]?.text("instance_type");
  const distribution = mixed?.block("instances_distribution");
  const onDemand = distribution?.numberOr("on_demand_percentage_above_base_capacity", 100) ?? 100;
  return { template, type: first ?? template?.text("instance_type"), isSpot: onDemand < 100 };
}
