import { architectureOf, isInstanceType } from "../../aws/ecs/instance-types";
import contract from "../../image/settings.json";
import type { Block } from "../../terraform/block";
import { containersOf } from "../../terraform/containers";
import { opens } from "../../terraform/security-groups";
import { capacityOf, environmentValue, instancesOf } from "../ecs/containers";
import { listenersOf } from "../load-balancing/target-groups";
import type { Finding, Resource, Rule, Tree } from "../rule";
import { builtPlatforms } from "./images";

/** Seconds that the image's nginx keeps an idle connection open when WP_KEEPALIVE_TIMEOUT does not say. */
const nginxKeepaliveSeconds = contract.settings.WP_KEEPALIVE_TIMEOUT.default;
const { gatewayMarginSeconds } = contract;

const ALB_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";

/** A variable of the container that a service registers at a load balancer, as a number. */
function registeredNumber(service: Resource, balancer: Block, variable: string): number | undefined {
  const task = service.follow("task_definition");
  const name = balancer.text("container_name");
  const container = task && containersOf(task)?.find((one) => one.name === name);
  const value = container && environmentValue(container, variable, task);
  return value === undefined ? undefined : Number(value);
}

function loadBalancersOf(balancer: Block, tree: Tree): Resource[] {
  const group = balancer.follow("target_group_arn");
  const listeners = group ? listenersOf(tree, group) : [];
  const direct = listeners.map((listener) =>
    listener.type === "aws_lb_listener" ? listener : listener.follow("listener_arn"),
  );
  return [...new Set(direct.flatMap((listener) => listener?.follow("load_balancer_arn") ?? []))];
}

/** `64M` → 64 */
export function mebibytes(size: string | undefined): number | undefined {
  const [, amount, unit = ""] = /^(\d+)\s*([KMG]?)i?B?$/i.exec(size ?? "") ?? [];
  const factor = { "": 1 / 1_048_576, K: 1 / 1024, M: 1, G: 1024 }[unit.toUpperCase()];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

export const agreementRules: readonly Rule[] = [
  {
    id: "request-timeouts",
    trap: 69,
    title:
      "PHP gives up before nginx, nginx before the load balancer, and nginx keeps connections longer than the load balancer",
    source: `${ALB_GUIDE}/edit-load-balancer-attributes.html#connection-idle-timeout`,
    severity: "error",
    fix: `Keep WP_REQUEST_TIMEOUT + ${gatewayMarginSeconds} below idle_timeout, and idle_timeout below WP_KEEPALIVE_TIMEOUT (${nginxKeepaliveSeconds} seconds by default).`,
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      for (const balancer of resource.blocks("load_balancer")) {
        const php = registeredNumber(resource, balancer, "WP_REQUEST_TIMEOUT");
        if (php === undefined) continue;
        const keepalive = registeredNumber(resource, balancer, "WP_KEEPALIVE_TIMEOUT") ?? nginxKeepaliveSeconds;
        for (const owner of loadBalancersOf(balancer, tree)) {
          const idle = owner.has("idle_timeout") ? owner.number("idle_timeout") : 60;
          if (idle === undefined) continue;
          if (php + gatewayMarginSeconds >= idle)
            yield owner.problem(
              "idle_timeout",
              `WP_REQUEST_TIMEOUT is ${php}, nginx waits ${php + gatewayMarginSeconds} s`,
              idle,
            );
          else if (idle >= keepalive) {
            yield owner.problem("idle_timeout", `nginx keeps connections for ${keepalive} s`, idle);
          }
        }
      }
    },
  },
  {
    id: "upload-sizes",
    trap: 70,
    title: "Every container of a task takes uploads of the same size",
    source: "https://www.php.net/manual/en/features.file-upload.common-pitfalls.php",
    severity: "error",
    fix: "Set WP_UPLOAD_MAX once and pass it to all containers; give PHP memory for it.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const containers = containersOf(resource) ?? [];
      const sizes = containers.map((container) => environmentValue(container, "WP_UPLOAD_MAX", resource));
      const set = sizes.filter((size) => size !== undefined);
      const attribute = `container_definitions[${sizes.findIndex((size) => size !== undefined)}].environment.WP_UPLOAD_MAX`;
      if (new Set(set.map(mebibytes)).size > 1) yield resource.problem(attribute, "containers differ", set);
      else if (set.length > 0 && mebibytes(set[0]) === undefined)
        yield resource.problem(attribute, "a size such as 64M", set[0]);
    },
  },
  {
    id: "ports-agree",
    trap: 71,
    title: "A container's port is that of its target group, and the security groups let it through",
    source: `${ALB_GUIDE}/target-group-register-targets.html#target-security-groups`,
    severity: "error",
    fix: "Use one port for container, target group and the rules of both security groups.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      for (const balancer of resource.blocks("load_balancer")) yield* portFindings(resource, balancer, tree);
    },
  },
  {
    id: "image-platform",
    trap: 72,
    title: "An image is built for the architecture of the capacity that runs it",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html",
    severity: "error",
    fix: "Set the image's platform, runtime_platform.cpu_architecture and the instance types from one setting.",
    on: ["aws_ecs_task_definition", "aws_ecs_service"],
    *check(resource, tree) {
      const task = resource.type === "aws_ecs_service" ? resource.follow("task_definition") : resource;
      const platform = task?.block("runtime_platform");
      const wanted = platform?.has("cpu_architecture") ? platform.text("cpu_architecture") : undefined;
      if (task?.type !== "aws_ecs_task_definition") return;
      if (resource.type === "aws_ecs_service") {
        const types = capacityOf(resource, tree)?.providers.flatMap((provider) => instancesOf(provider).types) ?? [];
        const other = types.filter(isInstanceType).find((type) => wanted && architectureOf(type) !== wanted);
        if (other)
          yield resource.problem(
            "capacity_provider_strategy",
            `${other} is ${architectureOf(other)}, the task ${wanted}`,
          );
        return;
      }
      const architecture = wanted ?? (platform ? undefined : "X86_64");
      for (const [index, container] of (containersOf(resource) ?? []).entries()) {
        const built = builtPlatforms(container.image, resource.stack, tree);
        const other = built.find((one) => architecture && one !== architecture);
        if (other)
          yield resource.problem(
            `container_definitions[${index}].image`,
            `built for ${other}, the task is ${architecture}`,
            container.image,
          );
      }
    },
  },
];

function* portFindings(service: Resource, balancer: Block, tree: Tree): Iterable<Finding> {
  const port = balancer.number("container_port");
  const group = balancer.follow("target_group_arn");
  const network = service.block("network_configuration");
  if (port === undefined || group?.type !== "aws_lb_target_group" || !network) return;
  const groupPort = group.number("port");
  if (groupPort !== undefined && groupPort !== port) yield group.problem("port", `the container listens on ${port}`);
  const taskGroups = network.followAll("security_groups");
  const allKnown =
    taskGroups.length > 0 && taskGroups.every((one) => one.type === "aws_security_group" && one.mode === "resource");
  if (allKnown && !taskGroups.some((one) => opens(one, port, tree))) {
    yield network.problem("security_groups", `no ingress rule for port ${port}`);
  }
  for (const owner of loadBalancersOf(balancer, tree)) {
    const groups = owner.followAll("security_groups");
    const known =
      groups.length > 0 && groups.every((one) => one.type === "aws_security_group" && one.mode === "resource");
    if (known && !groups.some((one) => opens(one, port, tree, "out"))) {
      yield owner.problem("security_groups", `no egress rule for port ${port}`);
    }
  }
}
