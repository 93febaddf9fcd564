import type { Finding, Resource } from "../../terraform/block";
import { type Container, containersOf } from "../../terraform/containers";
import { listed, objectOf } from "../../terraform/json";
import type { Tree } from "../../terraform/tree";

/** One plain value of a container's environment, when it is set and the tree knows it. */
export function environmentValue(container: Container, name: string, taskDefinition: Resource): string | undefined {
  const entry = listed(container.environment)
    .map(objectOf)
    .find((variable) => variable.name === name);
  const known = entry && taskDefinition.known(entry.value, `container_definitions.environment.${name}`);
  return known === undefined ? undefined : String(known);
}

/** What runs the tasks of a service: Fargate, or the Auto Scaling groups of its capacity providers; undefined when the tree does not know. */
export function capacityOf(service: Resource, tree: Tree): { fargate: boolean; providers: Resource[] } | undefined {
  const launchType = service.text("launch_type");
  if (launchType) return { fargate: launchType === "FARGATE", providers: [] };
  const own = service.blocks("capacity_provider_strategy");
  const cluster = service.follow("cluster");
  const attached = cluster
    ? tree.referring(cluster, "cluster_name", "aws_ecs_cluster_capacity_providers")[0]
    : undefined;
  const strategy = own.length > 0 ? own : (attached?.blocks("default_capacity_provider_strategy") ?? []);
  if (strategy.length === 0) return undefined;
  const fargate = strategy.some((block) => /^FARGATE(_SPOT)?$/.test(String(block.json.capacity_provider)));
  const providers = strategy.flatMap((block) => block.follow("capacity_provider") ?? []);
  return fargate || providers.length > 0 ? { fargate, providers } : undefined;
}

/** Instance types that a capacity provider's Auto Scaling group starts, and the launch template that it uses. */
export function instancesOf(provider: Resource): { group?: Resource; types: string[] } {
  const group = provider.block("auto_scaling_group_provider")?.follow("auto_scaling_group_arn");
  if (!group) return { types: [] };
  const mixed = group.block("mixed_instances_policy")?.block("launch_template");
  const template = (mixed?.block("launch_template_specification") ?? group.block("launch_template"))?.json;
  const resource = group.tree.referent(
    template?.id ?? template?.launch_template_id ?? template?.name,
    group.stack,
  )?.resource;
  const overrides = mixed?.blocks("override").flatMap((override) => override.text("instance_type") ?? []) ?? [];
  const own = resource?.text("instance_type");
  return { group, types: overrides.length > 0 ? overrides : own ? [own] : [] };
}

/** What is wrong with each container, by the place in it. */
export function* perContainer(
  resource: Resource,
  check: (
    container: Container,
    all: readonly Container[],
  ) => Iterable<readonly [at: string, detail: string, value: unknown]>,
): Iterable<Finding> {
  const all = containersOf(resource) ?? [];
  for (const [index, container] of all.entries()) {
    for (const [at, detail, value] of check(container, all))
      yield resource.problem(`container_definitions[${index}].${at}`, detail, value);
  }
}

/** Whether a task may run on Fargate. */
export const isFargate = (resource: Resource): boolean =>
  resource.texts("requires_compatibilities").includes("FARGATE");

/** CPU units or MiB of a size such as `512`, `.5 vCPU` or `2 GB`. */
export function sizeUnits(text: string | undefined): number | undefined {
  const [, amount, unit] = /^([\d.]+)\s*(vcpu|gb)?$/i.exec(text ?? "") ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit ? 1024 : 1);
}
