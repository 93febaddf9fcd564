import type { Inventory } from "../inventory";
import { byArn, type KnownTypes, text } from "../knowledge";
import { type Asked, inUse, mentions, type Refusal, taken } from "../refusal";
import { blocksOf } from "../value";

export const ecs: KnownTypes = {
  aws_ecs_cluster: {
    ...byArn("ecs:{region}:{account}:cluster/{name}"),
    refuses: [
      inUse(
        "ECS: DeleteCluster",
        "ClusterContainsServicesException",
        "arn",
        [["aws_ecs_service", "cluster"]],
        () => "The Cluster cannot be deleted while Services are active.",
      ),
    ],
  },
  aws_ecs_capacity_provider: {
    ...byArn("ecs:{region}:{account}:capacity-provider/{name}"),
    refuses: [
      taken(
        "ECS: CreateCapacityProvider",
        "ClientException",
        ["name"],
        () =>
          "The specified capacity provider already exists. To change the configuration of an existing capacity provider, update the capacity provider.",
        { source: "hashicorp/terraform-provider-aws#12301" },
      ),
      {
        on: "create",
        operation: "ECS: CreateCapacityProvider",
        code: "ClientException",
        when: "another provider has the Auto Scaling group",
        source: "aws/containers-roadmap#632",
        text: ({ state, inventory }) =>
          inventory
            .all("aws_ecs_capacity_provider")
            .some((one) => mentions(one.auto_scaling_group_provider, groupOf(state)))
            ? "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto Scaling group ARN and try again."
            : undefined,
      },
    ],
  },
  aws_ecs_cluster_capacity_providers: {
    id: "{cluster_name}",
    refuses: [
      {
        on: "delete",
        operation: "ECS: PutClusterCapacityProviders",
        code: "ResourceInUseException",
        when: "a service of the cluster runs on one of them",
        source: "hashicorp/terraform-provider-aws#11409",
        text: ({ state, inventory }) =>
          inventory.all("aws_ecs_service").some((service) => runsOn(service, state, inventory))
            ? "The specified capacity provider is in use and cannot be removed."
            : undefined,
      },
    ],
  },
  aws_ecs_service: {
    ...byArn("ecs:{region}:{account}:service/{cluster|suffix}/{name}"),
    refuses: [
      taken(
        "ECS: CreateService",
        "InvalidParameterException",
        ["name", "cluster"],
        () => "Creation of service was not idempotent.",
        { source: "hashicorp/terraform-provider-aws#2283" },
      ),
      networkOfItsMode("create", "ECS: CreateService"),
      networkOfItsMode("update", "ECS: UpdateService"),
      {
        on: "create",
        operation: "ECS: CreateService",
        code: "InvalidParameterException",
        when: "no listener and no rule uses its target group yet",
        source: "hashicorp/terraform#32908",
        text: ({ state, inventory }) => {
          const without = blocksOf(state.load_balancer).find(
            ({ target_group_arn: group }) => !isServed(group, inventory),
          );
          return (
            without &&
            `The target group with targetGroupArn ${without.target_group_arn} does not have an associated load balancer.`
          );
        },
      },
    ],
  },
  aws_ecs_task_definition: {
    id: "{family}",
    arn: "ecs:{region}:{account}:task-definition/{family}:{revision}",
    computed: { arn_without_revision: ({ known }) => text(known.arn).replace(/:\d+$/, "") },
    replacedBy: "any change",
    counted: { attribute: "revision", per: "family", by: "create" },
    refuses: "Each registration is a revision beside the others; the rules check what ECS would refuse of its values.",
  },
};

/** An interface for each task asks for subnets and groups; a task without one takes none, and a service keeps what it has. */
function networkOfItsMode(on: "create" | "update", operation: string): Refusal {
  return {
    on,
    operation,
    code: "InvalidParameterException",
    when: "its network configuration does not fit the network mode of its tasks",
    source: "DataDog/test-infra-definitions#57",
    text: ({ state, prior, inventory }) => {
      const task = inventory.find("aws_ecs_task_definition", "arn", state.task_definition);
      if (task === undefined) return undefined;
      const isConfigured = [state, prior ?? {}].some((one) => blocksOf(one.network_configuration).length > 0);
      if (task.network_mode === "awsvpc")
        return isConfigured
          ? undefined
          : "Network Configuration must be provided when networkMode 'awsvpc' is specified.";
      return isConfigured
        ? "Network Configuration is not valid for the given networkMode of this task definition."
        : undefined;
    },
  };
}

function groupOf(state: Asked["state"]) {
  return blocksOf(state.auto_scaling_group_provider)[0]?.auto_scaling_group_arn;
}

function runsOn(
  service: Asked["state"],
  { cluster_name: name, capacity_providers: all }: Asked["state"],
  inventory: Inventory,
): boolean {
  const cluster = inventory.find("aws_ecs_cluster", "name", name);
  if (service.cluster !== cluster?.arn) return false;
  const names = Array.isArray(all) ? all : [];
  return blocksOf(service.capacity_provider_strategy).some(({ capacity_provider: one }) => names.includes(one ?? null));
}

function isServed(group: Asked["state"][string] | undefined, inventory: Inventory): boolean {
  return (
    inventory.all("aws_lb_listener").some((one) => mentions(one.default_action, group)) ||
    inventory.all("aws_lb_listener_rule").some((one) => mentions(one.action, group))
  );
}
