import { covers, statementsOf } from "../../terraform/policies";
import { rolePermissions } from "../iam/policies";
import type { Rule } from "../rule";
import { capacityOf } from "./containers";

const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";
const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

export const serviceSettingRules: readonly Rule[] = [
  {
    id: "service-compatibility",
    trap: 79,
    title: "A service runs a task definition that is made for its capacity",
    source: `${API}/API_RegisterTaskDefinition.html`,
    severity: "error",
    fix: "Add the launch type to requires_compatibilities.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      const task = resource.follow("task_definition");
      if (task?.type !== "aws_ecs_task_definition" || !task.has("requires_compatibilities")) return;
      const made = task.list("requires_compatibilities") ?? [];
      const known = task.texts("requires_compatibilities");
      const capacity = capacityOf(resource, tree);
      if (!capacity || known.length < made.length) return;
      const wanted = capacity.fargate ? "FARGATE" : "EC2";
      if (!known.includes(wanted))
        yield task.problem("requires_compatibilities", `${resource.address} runs it on ${wanted}`);
    },
  },
  {
    id: "service-fargate",
    trap: 79,
    title: "A service on Fargate is no daemon, places no tasks, and mixes no instances into its strategy",
    source: `${API}/API_CreateService.html`,
    severity: "error",
    fix: "Leave placement out, take REPLICA, and name FARGATE and FARGATE_SPOT alone.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      const capacity = capacityOf(resource, tree);
      if (!capacity?.fargate) {
        if (capacity && resource.has("platform_version"))
          yield resource.problem("platform_version", "the tasks run on EC2");
        return;
      }
      if (resource.text("scheduling_strategy") === "DAEMON")
        yield resource.problem("scheduling_strategy", "Fargate has no daemons");
      for (const attribute of ["ordered_placement_strategy", "placement_constraints"])
        if (resource.has(attribute)) yield resource.problem(attribute, "Fargate places tasks itself");
      if (capacity.providers.length > 0)
        yield resource.problem("capacity_provider_strategy", "instances and Fargate are mixed");
    },
  },
  {
    id: "service-capacity-attached",
    trap: 41,
    title: "A service names capacity providers that its cluster has, one of them with a base, and gives one a weight",
    source: `${API}/API_CapacityProviderStrategyItem.html`,
    severity: "error",
    fix: "Attach the provider by aws_ecs_cluster_capacity_providers; set weight and at most one base.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      const strategy = resource.blocks("capacity_provider_strategy");
      if (strategy.length === 0) return;
      const bases = strategy.filter((one) => (one.number("base") ?? 0) > 0);
      if (bases.length > 1) yield resource.problem("capacity_provider_strategy", "two have a base", bases.length);
      const weights = strategy.map((one) => one.numberOr("weight", 0));
      if (strategy.length > 1 && weights.every((weight) => weight === 0))
        yield resource.problem("capacity_provider_strategy", "all weights are 0", weights);
      const cluster = resource.follow("cluster");
      if (cluster?.type !== "aws_ecs_cluster" || cluster.mode !== "resource") return;
      const lists = tree.referring(cluster, "cluster_name", "aws_ecs_cluster_capacity_providers");
      const attached = lists.flatMap((one) =>
        (one.list("capacity_providers") ?? []).map((name) => tree.identity(name, one.stack)),
      );
      if (lists.length === 0 || attached.includes(undefined)) return;
      for (const one of strategy) {
        const name = one.identity("capacity_provider");
        if (name !== undefined && !attached.includes(name))
          yield one.problem("capacity_provider", `${cluster.address} does not have it`);
      }
    },
  },
  {
    id: "service-daemon",
    trap: 79,
    title: "A daemon counts no tasks and is not scaled",
    source: `${API}/API_CreateService.html`,
    severity: "error",
    fix: "Remove desired_count and the scaling target, or take REPLICA.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      if (resource.text("scheduling_strategy") !== "DAEMON") return;
      if (resource.has("desired_count")) yield resource.problem("desired_count", "a daemon");
      if (
        (resource.number("deployment_maximum_percent") ?? 100) > 100 &&
        (resource.number("deployment_minimum_healthy_percent") ?? 0) >= 100
      )
        yield resource.problem("deployment_minimum_healthy_percent", "a daemon has one task an instance");
      const scaled = tree.all("aws_appautoscaling_target").find((one) => one.prerequisites.includes(resource));
      if (scaled) yield scaled.problem("resource_id", `${resource.address} is a daemon`);
    },
  },
  {
    id: "execute-command-role",
    trap: 79,
    title: "A service whose tasks take commands has a task role, which may open their channels",
    source: `${GUIDE}/ecs-exec.html`,
    severity: "error",
    fix: "Set task_role_arn, and allow it ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      if (resource.flag("enable_execute_command") !== true) return;
      const task = resource.follow("task_definition");
      if (task?.type !== "aws_ecs_task_definition") return;
      const role = task.follow("task_role_arn");
      if (!task.has("task_role_arn")) yield task.problem("task_role_arn", `${resource.address} takes commands`);
      if (role?.type !== "aws_iam_role" || role.mode !== "resource") return;
      const { allowed, managed, complete } = rolePermissions(role, tree);
      const may = allowed.some((one) => covers(one, "ssmmessages:OpenDataChannel"));
      if (complete && managed.length === 0 && !may)
        yield task.problem("task_role_arn", `${role.address} lacks ssmmessages:OpenDataChannel`);
    },
  },
  {
    id: "execute-command-log",
    trap: 79,
    title: "The log of commands has a place when it is to be written there, and a key when it is to be encrypted",
    source: `${GUIDE}/ecs-exec.html#ecs-exec-logging`,
    severity: "error",
    fix: "Set kms_key_id of the log group, or cloud_watch_encryption_enabled = false; name a log group or bucket with logging OVERRIDE.",
    on: ["aws_ecs_cluster"],
    *check(resource) {
      for (const command of resource
        .blocks("configuration")
        .flatMap((one) => one.blocks("execute_command_configuration"))) {
        const log = command.block("log_configuration");
        const place = ["cloud_watch_log_group_name", "s3_bucket_name"].some((name) => log?.has(name));
        if (command.text("logging") === "OVERRIDE" && !place)
          yield command.problem("log_configuration", "logging is OVERRIDE");
        if (command.text("logging") !== undefined && command.text("logging") !== "OVERRIDE" && log)
          yield command.problem("logging", "log_configuration needs OVERRIDE");
        const group = log?.follow("cloud_watch_log_group_name");
        if (
          log?.flag("cloud_watch_encryption_enabled") &&
          group?.type === "aws_cloudwatch_log_group" &&
          group.mode === "resource" &&
          !group.has("kms_key_id")
        )
          yield log.problem("cloud_watch_encryption_enabled", `${group.address} has no key`);
      }
    },
  },
  {
    id: "task-tags-right",
    trap: 49,
    title: "Who starts tasks with tags may tag them",
    source: `${GUIDE}/supported-iam-actions-tagging.html`,
    severity: "error",
    fix: "Allow ecs:TagResource to the role.",
    on: ["aws_scheduler_schedule", "aws_cloudwatch_event_target"],
    *check(resource, tree) {
      const targets =
        resource.type === "aws_scheduler_schedule"
          ? resource.blocks("target").map((one) => ({ one, ecs: one.block("ecs_parameters") }))
          : [{ one: resource, ecs: resource.block("ecs_target") }];
      for (const { one, ecs } of targets) {
        const role = one.follow("role_arn");
        const tags = ["tags", "propagate_tags"].find((name) => ecs?.has(name));
        if (!ecs || !tags || role?.type !== "aws_iam_role" || role.mode !== "resource") continue;
        const { allowed, managed, complete } = rolePermissions(role, tree);
        if (complete && managed.length === 0 && !allowed.some((right) => covers(right, "ecs:TagResource")))
          yield ecs.problem(tags, `${role.address} lacks ecs:TagResource`);
      }
    },
  },
  {
    id: "event-task-role",
    trap: 49,
    title: "The role of a rule that starts tasks trusts EventBridge, may start the task and pass its roles",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html",
    severity: "error",
    fix: "Trust events.amazonaws.com, and allow ecs:RunTask and iam:PassRole.",
    on: ["aws_cloudwatch_event_target"],
    *check(resource, tree) {
      if (!resource.has("ecs_target")) return;
      const role = resource.follow("role_arn");
      if (!resource.has("role_arn")) yield resource.problem("role_arn", "it starts a task");
      if (role?.type !== "aws_iam_role" || role.mode !== "resource") return;
      const trust = statementsOf(role, "assume_role_policy");
      if (trust && !trust.some(({ principals }) => principals.some(({ who }) => who === "events.amazonaws.com")))
        yield resource.problem("role_arn", `${role.address} does not trust events.amazonaws.com`);
      const { allowed, managed, complete } = rolePermissions(role, tree);
      const missing = ["ecs:RunTask", "iam:PassRole"].filter((action) => !allowed.some((one) => covers(one, action)));
      if (complete && managed.length === 0 && missing.length > 0)
        yield resource.problem("role_arn", `${role.address} lacks ${missing.join(" and ")}`);
    },
  },
];
