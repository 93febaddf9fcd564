import { containersOf } from "../../terraform/containers";
import { listed, objectOf } from "../../terraform/json";
import { listenersOf } from "../load-balancing/target-groups";
import type { Resource, Rule, Tree } from "../rule";
import { capacityOf } from "./containers";

const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html";
const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

/** Network mode of the task that a service runs; undefined when the tree does not know the task. */
function networkMode(service: Resource): string | undefined {
  const task = service.follow("task_definition");
  return task?.type === "aws_ecs_task_definition" ? task.textOr("network_mode", "bridge") : undefined;
}

export const serviceRules: readonly Rule[] = [
  {
    id: "service-launch-type",
    trap: 39,
    title: "A service has a launch type or a capacity provider strategy, not both",
    source: API,
    severity: "error",
    fix: "Remove launch_type and name FARGATE as a capacity provider.",
    on: ["aws_ecs_service"],
    *check(resource) {
      if (resource.has("launch_type") && resource.has("capacity_provider_strategy"))
        yield resource.problem("launch_type");
    },
  },
  {
    id: "service-network",
    trap: 40,
    title: "A service of awsvpc tasks has a network configuration, and a service of other tasks has none",
    source: API,
    severity: "error",
    fix: "Set network_configuration with subnets and security groups exactly for awsvpc tasks.",
    on: ["aws_ecs_service"],
    *check(resource) {
      const mode = networkMode(resource);
      if (mode !== undefined && (mode === "awsvpc") !== resource.has("network_configuration")) {
        yield resource.problem("network_configuration", `the task's network mode is ${mode}`);
      }
    },
  },
  {
    id: "schedule-network",
    trap: 49,
    title: "A schedule of awsvpc tasks has a network configuration, and one of other tasks has none",
    source: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html",
    severity: "error",
    fix: "Set ecs_parameters.network_configuration exactly for awsvpc tasks.",
    on: ["aws_scheduler_schedule"],
    *check(resource, tree) {
      const ecs = resource.block("target")?.block("ecs_parameters");
      const family = /task-definition\/([A-Za-z0-9_-]+)(?::\d+)?$/.exec(ecs?.text("task_definition_arn") ?? "")?.[1];
      const task =
        ecs?.follow("task_definition_arn") ??
        tree.all("aws_ecs_task_definition").find((one) => family !== undefined && one.text("family") === family);
      if (ecs === undefined || task?.type !== "aws_ecs_task_definition") return;
      const mode = task.textOr("network_mode", "bridge");
      if (mode !== undefined && (mode === "awsvpc") !== ecs.has("network_configuration"))
        yield ecs.problem("network_configuration", `the task's network mode is ${mode}`);
    },
  },
  {
    id: "service-public-ip",
    trap: 40,
    title: "Only Fargate tasks can have a public IP address",
    source: `${GUIDE}/task-networking-awsvpc.html`,
    severity: "error",
    fix: "Set assign_public_ip = false and give the subnets a NAT gateway or VPC endpoints.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      const network = resource.block("network_configuration");
      if (network?.flag("assign_public_ip") && capacityOf(resource, tree)?.fargate === false)
        yield network.problem("assign_public_ip");
    },
  },
  {
    id: "service-role",
    trap: 40,
    title: "A service of awsvpc tasks, or one without a load balancer, uses the service-linked role and names none",
    source: API,
    severity: "error",
    fix: "Remove iam_role.",
    on: ["aws_ecs_service"],
    *check(resource) {
      if (!resource.has("iam_role")) return;
      if (networkMode(resource) === "awsvpc") yield resource.problem("iam_role", "the task's network mode is awsvpc");
      else if (!resource.has("load_balancer")) yield resource.problem("iam_role", "no load balancer");
    },
  },
  {
    id: "service-grace-period",
    trap: 40,
    title: "A health check grace period belongs to a service with a load balancer",
    source: API,
    severity: "error",
    fix: "Remove health_check_grace_period_seconds, or add the load balancer.",
    on: ["aws_ecs_service"],
    *check(resource) {
      const seconds = resource.number("health_check_grace_period_seconds");
      if (seconds && !resource.has("load_balancer")) yield resource.problem("health_check_grace_period_seconds");
    },
  },
  {
    id: "service-container",
    trap: 40,
    title: "The container and the port that a service registers stand in its task definition",
    source: API,
    severity: "error",
    fix: "Name a container of the task definition and a port of its portMappings.",
    on: ["aws_ecs_service"],
    *check(resource) {
      const task = resource.follow("task_definition");
      const containers = task?.type === "aws_ecs_task_definition" ? containersOf(task) : undefined;
      if (!task || !containers) return;
      for (const balancer of resource.blocks("load_balancer")) {
        const name = balancer.text("container_name");
        const port = balancer.number("container_port");
        const container = containers.find((candidate) => candidate.name === name);
        if (!container) {
          if (name !== undefined)
            yield balancer.problem(
              "container_name",
              `containers: ${containers.map((one) => String(one.name)).join(", ")}`,
            );
          continue;
        }
        const ports = listed(container.portMappings).map((mapping) =>
          Number(task.known(objectOf(mapping).containerPort, "container_definitions.portMappings")),
        );
        const known = ports.every((one) => !Number.isNaN(one));
        if (port !== undefined && known && !ports.includes(port))
          yield balancer.problem("container_port", `${name} maps ${ports.join(", ")}`);
      }
    },
  },
  {
    id: "service-listener",
    writtenOnly: true,
    trap: 16,
    title: "A service registers only at a target group that a listener uses, and after that listener",
    source: `${GUIDE}/service-load-balancing.html`,
    severity: "error",
    fix: "Forward to the target group from a listener or rule, and let the service depend on it.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      for (const balancer of resource.blocks("load_balancer")) {
        const group = balancer.follow("target_group_arn");
        if (group?.mode !== "resource" || group.type !== "aws_lb_target_group") continue;
        const listeners = listenersOf(tree, group);
        const late = listeners.every((listener) => listener.stack === resource.stack && !resource.isAfter(listener));
        if (listeners.length === 0) yield balancer.problem("target_group_arn", "no listener forwards to it");
        else if (late) yield resource.problem("depends_on", `must contain ${listeners[0]?.address}`);
      }
    },
  },
  {
    id: "target-type",
    trap: 19,
    title: "awsvpc tasks register by IP address, tasks of other network modes by instance",
    source: `${GUIDE}/alb.html`,
    severity: "error",
    fix: 'Set target_type = "ip" for awsvpc and "instance" for bridge or host.',
    on: ["aws_ecs_service"],
    *check(resource) {
      const mode = networkMode(resource);
      for (const balancer of resource.blocks("load_balancer")) {
        const group = balancer.follow("target_group_arn");
        if (!mode || group?.type !== "aws_lb_target_group" || group.mode !== "resource") continue;
        const type = group.has("target_type") ? group.text("target_type") : "instance";
        const wanted = mode === "awsvpc" ? "ip" : "instance";
        if (type && type !== wanted) yield group.problem("target_type", `${resource.address} runs ${mode} tasks`);
      }
    },
  },
  {
    id: "zone-rebalancing",
    trap: 42,
    title: "Rebalancing between availability zones needs room above 100 percent and no daemon or zone constraint",
    source: `${GUIDE}/service-rebalancing.html`,
    severity: "error",
    fix: 'Raise deployment_maximum_percent above 100, or set availability_zone_rebalancing = "DISABLED".',
    on: ["aws_ecs_service"],
    *check(resource) {
      if (resource.text("availability_zone_rebalancing") !== "ENABLED") return;
      const most = resource.number("deployment_maximum_percent");
      if (most !== undefined && most <= 100)
        yield resource.problem("availability_zone_rebalancing", `deployment_maximum_percent is ${most}`);
      if (resource.text("scheduling_strategy") === "DAEMON")
        yield resource.problem("availability_zone_rebalancing", "a daemon");
      const constraint = resource
        .blocks("placement_constraints")
        .some((one) => one.text("expression")?.includes("ecs.availability-zone"));
      if (constraint) yield resource.problem("availability_zone_rebalancing", "a zone constraint");
    },
  },
  {
    id: "circuit-breaker-controller",
    trap: 42,
    title: "The deployment circuit breaker and deployment alarms belong to the ECS deployment controller",
    source: `${GUIDE}/deployment-circuit-breaker.html`,
    severity: "error",
    fix: "Remove the circuit breaker, or leave the deployment controller at ECS.",
    on: ["aws_ecs_service"],
    *check(resource) {
      const controller = resource.block("deployment_controller")?.textOr("type", "ECS");
      if (controller === undefined || controller === "ECS") return;
      for (const attribute of ["deployment_circuit_breaker", "alarms"])
        if (resource.has(attribute)) yield resource.problem(attribute, controller);
    },
  },
  {
    id: "service-deployment-percent",
    trap: 42,
    title: "A deployment may start a new task or stop an old one",
    source: API,
    severity: "error",
    fix: "Raise deployment_maximum_percent or lower deployment_minimum_healthy_percent.",
    on: ["aws_ecs_service"],
    *check(resource) {
      const most = resource.numberOr("deployment_maximum_percent", 200);
      const least = resource.numberOr("deployment_minimum_healthy_percent", 100);
      if (
        most !== undefined &&
        least !== undefined &&
        most <= 100 &&
        least >= 100 &&
        resource.text("scheduling_strategy") !== "DAEMON"
      ) {
        yield resource.problem("deployment_maximum_percent", `the minimum is ${least}`);
      }
    },
  },
  {
    id: "service-after-policies",
    writtenOnly: true,
    trap: 46,
    title: "A service depends on the policies of its roles, so that a destroy removes the service before them",
    source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service",
    severity: "warning",
    fix: "Add the role's policies and attachments to depends_on of the service.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      const task = resource.follow("task_definition");
      for (const role of ["execution_role_arn", "task_role_arn"].flatMap(
        (attribute) => task?.follow(attribute) ?? [],
      )) {
        const late = policiesOf(role, tree).filter(
          (policy) => policy.stack === resource.stack && !resource.isAfter(policy),
        );
        if (late.length > 0)
          yield resource.problem("depends_on", `must contain ${late.map(({ address }) => address).join(", ")}`);
      }
    },
  },
];

const policiesOf = (role: Resource, tree: Tree): Resource[] =>
  tree.referring(role, "role", "aws_iam_role_policy", "aws_iam_role_policy_attachment");
