import { networkInterfaces } from "../../aws/ecs/instance-types";
import { repeated } from "../forms";
import type { Rule } from "../rule";
import { capacityOf, instancesOf } from "./containers";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const RESERVED = /^(aws|ecs|fargate)/i;

export const capacityRules: readonly Rule[] = [
  {
    id: "capacity-provider-name",
    trap: 5,
    title: "A capacity provider's name does not start with aws, ecs or fargate",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html",
    severity: "error",
    fix: "Begin the name with that of the environment.",
    on: ["aws_ecs_capacity_provider"],
    *check(resource) {
      const name = resource.text("name");
      if (name !== undefined && RESERVED.test(name)) yield resource.problem("name");
    },
  },
  {
    id: "managed-termination-protection",
    trap: 41,
    title:
      "Managed termination protection needs managed scaling and an Auto Scaling group that protects its instances from scale-in",
    source: `${GUIDE}/managed-termination-protection.html`,
    severity: "error",
    fix: "Enable managed_scaling and set protect_from_scale_in = true on the group.",
    on: ["aws_ecs_capacity_provider"],
    *check(resource) {
      const provider = resource.block("auto_scaling_group_provider");
      if (provider?.text("managed_termination_protection") !== "ENABLED") return;
      if (provider.block("managed_scaling")?.text("status") !== "ENABLED") {
        yield provider.problem("managed_termination_protection", "managed scaling is off");
      }
      const group = provider.follow("auto_scaling_group_arn");
      const protects = group?.flag("protect_from_scale_in") ?? group?.has("protect_from_scale_in");
      if (group?.type === "aws_autoscaling_group" && !protects) yield group.problem("protect_from_scale_in");
    },
  },
  {
    id: "capacity-provider-tag",
    trap: 41,
    title: "An Auto Scaling group of a capacity provider declares the tag AmazonECSManaged that ECS adds to it",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_capacity_provider",
    severity: "warning",
    fix: 'Add the tag AmazonECSManaged = "" with propagate_at_launch = true to the group.',
    on: ["aws_ecs_capacity_provider"],
    *check(resource) {
      const group = resource.block("auto_scaling_group_provider")?.follow("auto_scaling_group_arn");
      const declared = group?.blocks("tag").some((tag) => tag.text("key") === "AmazonECSManaged");
      if (group?.type === "aws_autoscaling_group" && !declared)
        yield group.problem("tag", "removed again by the next apply");
    },
  },
  {
    id: "default-strategy-provider",
    trap: 41,
    title: "A default strategy names only capacity providers that are attached to the cluster, each once",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html",
    severity: "error",
    fix: "Add the provider to capacity_providers.",
    on: ["aws_ecs_cluster_capacity_providers"],
    *check(resource, tree) {
      const attached = (resource.list("capacity_providers") ?? []).map((one) => tree.identity(one, resource.stack));
      const strategies = resource.blocks("default_capacity_provider_strategy");
      for (const strategy of strategies) {
        const named = strategy.identity("capacity_provider");
        const known = attached.every((one) => one !== undefined);
        if (named && known && !attached.includes(named)) yield strategy.problem("capacity_provider", "not attached");
      }
      const bases = strategies.filter((strategy) => (strategy.number("base") ?? 0) > 0);
      if (bases.length > 1)
        yield resource.problem("default_capacity_provider_strategy", "only one may have a base", bases.length);
      const twice = repeated(
        strategies.map((strategy) => strategy.identity("capacity_provider")).filter((one) => one !== undefined),
      );
      if (twice.length > 0)
        yield resource.problem("default_capacity_provider_strategy", "a provider occurs twice", twice);
    },
  },
  {
    id: "instance-network-interfaces",
    trap: 43,
    title:
      "The instances that a capacity provider may start have enough network interfaces for the service's awsvpc tasks",
    source: `${GUIDE}/container-instance-eni.html`,
    severity: "error",
    fix: "Raise the group's max_size, take a larger instance type, or turn on awsvpcTrunking with a type that has it.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      const task = resource.follow("task_definition");
      const scaled = tree.all("aws_appautoscaling_target").filter((target) => target.prerequisites.includes(resource));
      const tasks = Math.max(
        resource.number("desired_count") ?? 0,
        ...scaled.map((target) => target.number("max_capacity") ?? 0),
      );
      if (task?.text("network_mode") !== "awsvpc") return;
      const trunking = tree
        .all("aws_ecs_account_setting_default")
        .some((setting) => setting.text("name") === "awsvpcTrunking");
      for (const provider of capacityOf(resource, tree)?.providers ?? []) {
        const { group, types } = instancesOf(provider);
        const most = group?.number("max_size");
        const usable = types.filter((type) => !(trunking && !type.startsWith("t")));
        const perInstance = Math.min(
          ...usable.map((type) => (networkInterfaces(type) ?? Number.POSITIVE_INFINITY) - 1),
        );
        if (most !== undefined && usable.length > 0 && tasks > perInstance * most) {
          const detail = `${most} instances of ${types.join(", ")} hold ${perInstance * most} tasks`;
          yield resource.problem("desired_count", `${tasks} tasks; ${detail}`);
        }
      }
    },
  },
  {
    id: "service-linked-role",
    trap: 44,
    title: "A service-linked role exists once in an account; creating an existing one fails",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html",
    severity: "warning",
    fix: "Leave the role to the service, which makes it on first use, or make the resource an option for new accounts.",
    on: ["aws_iam_service_linked_role"],
    *check(resource) {
      const service = resource.text("aws_service_name") ?? "";
      const automatic =
        /^(ecs|autoscaling|rds|elasticache|elasticloadbalancing|ecs\.application-autoscaling)\.amazonaws\.com$/;
      if (automatic.test(service) && !resource.has("custom_suffix")) yield resource.problem("aws_service_name");
    },
  },
];
