import { LONGEST_STOP_SECONDS } from "../../aws/ecs/limits";
import { type Container, containersOf } from "../../terraform/containers";
import { isObject, listed, objectOf } from "../../terraform/json";
import type { Rule } from "../rule";
import { isFargate, perContainer } from "./containers";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest";

export const containerLimitRules: readonly Rule[] = [
  {
    id: "container-stop-timeout",
    trap: 65,
    title: "A container stops within the time that Fargate gives it",
    source: `${GUIDE}/developerguide/task_definition_parameters.html#container_definition_timeout`,
    severity: "error",
    fix: `Set stopTimeout to ${LONGEST_STOP_SECONDS} seconds or less.`,
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      if (!isFargate(resource)) return;
      yield* perContainer(resource, function* ({ stopTimeout }) {
        if (Number(resource.known(stopTimeout, "container_definitions.stopTimeout")) > LONGEST_STOP_SECONDS)
          yield ["stopTimeout", `at most ${LONGEST_STOP_SECONDS}`, stopTimeout];
      });
    },
  },
  {
    id: "container-health-command",
    trap: 65,
    title: "A health check's command begins with CMD, CMD-SHELL or NONE",
    source: `${GUIDE}/APIReference/API_HealthCheck.html`,
    severity: "error",
    fix: 'Write ["CMD", "program", "argument"] or ["CMD-SHELL", "command line"].',
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ healthCheck }) {
        const [first] = listed(objectOf(healthCheck).command);
        if (isObject(healthCheck) && !["CMD", "CMD-SHELL", "NONE"].includes(String(first)))
          yield ["healthCheck.command", "neither CMD nor CMD-SHELL", healthCheck.command];
      });
    },
  },
  {
    id: "container-dependency",
    trap: 65,
    title:
      "Containers wait for containers of their task, not in a circle, and for HEALTHY only of one with a health check",
    source: `${GUIDE}/APIReference/API_ContainerDependency.html`,
    severity: "error",
    fix: "Correct dependsOn, or give the container a healthCheck.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* (container, all) {
        const find = (name: unknown) => all.find((one) => one.name === name);
        for (const { containerName, condition } of listed(container.dependsOn).map(objectOf)) {
          const other = find(containerName);
          if (other === undefined) yield ["dependsOn", "no such container", containerName];
          else if (condition === "HEALTHY" && other.healthCheck === undefined)
            yield ["dependsOn", "it has no health check", containerName];
          else if (waitsFor(other, container.name, all)) yield ["dependsOn", "they wait for each other", containerName];
        }
      });
    },
  },
  {
    id: "container-variable-twice",
    trap: 65,
    title: "A variable is given once: as a value or as a secret",
    source: `${GUIDE}/APIReference/API_ContainerDefinition.html`,
    severity: "error",
    fix: "Leave one of them out.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* (container) {
        const names = [...listed(container.environment), ...listed(container.secrets)].map((one) => objectOf(one).name);
        const twice = names.find((name, index) => names.indexOf(name) < index);
        if (twice !== undefined) yield ["environment", "given twice", twice];
      });
    },
  },
  {
    id: "container-secrets-role",
    trap: 65,
    title: "A task whose containers take secrets has an execution role, which reads them",
    source: `${GUIDE}/developerguide/task_execution_IAM_role.html`,
    severity: "error",
    fix: "Set execution_role_arn.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const takes = (containersOf(resource) ?? []).some(({ secrets }) => listed(secrets).length > 0);
      if (takes && !resource.has("execution_role_arn"))
        yield resource.problem("execution_role_arn", "containers take secrets");
    },
  },
  {
    id: "container-fargate-privileges",
    trap: 65,
    title: "Fargate runs no privileged container and adds no capability but SYS_PTRACE",
    source: `${GUIDE}/developerguide/fargate-security-considerations.html`,
    severity: "error",
    fix: "Leave privileged out, or run the task on EC2.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      if (!isFargate(resource)) return;
      yield* perContainer(resource, function* ({ privileged, linuxParameters }) {
        if (privileged === true) yield ["privileged", "Fargate has none", privileged];
        const added = listed(objectOf(objectOf(linuxParameters).capabilities).add).filter(
          (one) => one !== "SYS_PTRACE",
        );
        if (added.length > 0) yield ["linuxParameters.capabilities.add", "Fargate adds SYS_PTRACE alone", added];
      });
    },
  },
  {
    id: "task-ephemeral-storage",
    trap: 65,
    title: "Ephemeral storage of a Fargate task is 21 to 200 GiB",
    source: `${GUIDE}/developerguide/fargate-task-storage.html`,
    severity: "error",
    fix: "Leave it out for 20 GiB, or set 21 to 200.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      for (const storage of resource.blocks("ephemeral_storage")) {
        const size = storage.number("size_in_gib");
        if (size !== undefined && (size < 21 || size > 200)) yield storage.problem("size_in_gib");
      }
    },
  },
];

/** Whether a container waits for the one of that name, directly or through others. */
function waitsFor(container: Container, name: unknown, all: readonly Container[], seen = new Set<unknown>()): boolean {
  if (seen.has(container.name)) return false;
  seen.add(container.name);
  return listed(container.dependsOn)
    .map((one) => objectOf(one).containerName)
    .some((other) => {
      if (other === name) return true;
      const next = all.find((one) => one.name === other);
      return next !== undefined && waitsFor(next, name, all, seen);
    });
}
