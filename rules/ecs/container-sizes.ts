import { instanceSize } from "../../aws/ecs/instance-sizes";
import { type Container, containersOf } from "../../terraform/containers";
import { objectOf } from "../../terraform/json";
import type { Resource, Rule } from "../rule";
import { capacityOf, instancesOf, isFargate, perContainer, sizeUnits } from "./containers";

const GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest";
const API = `${GUIDE}/APIReference`;

/** Containers that a task definition holds at most. */
const MOST_CONTAINERS = 10;
const LEAST_MEMORY_MIB = 6;

/** Seconds and tries that ECS takes in a health check. */
const HEALTH_NUMBERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  interval: [5, 300],
  timeout: [2, 60],
  retries: [1, 10],
  startPeriod: [0, 300],
};

const numberIn = (container: Container, key: string, task: Resource): number | undefined => {
  const known = container[key] === undefined ? undefined : task.known(container[key], `container_definitions.${key}`);
  return known === undefined ? undefined : Number(known);
};

/** The containers' sum of a size; those without one count nothing. */
const total = (containers: readonly Container[], task: Resource, ...keys: readonly string[]): number =>
  containers.reduce((sum, one) => {
    const [known = 0] = keys.map((key) => numberIn(one, key, task)).filter((size) => size !== undefined);
    return sum + known;
  }, 0);

export const containerSizeRules: readonly Rule[] = [
  {
    id: "containers-fit-task",
    trap: 76,
    title: "The containers of a task take no more CPU and memory than the task has",
    source: `${GUIDE}/developerguide/task_definition_parameters.html#task_size`,
    severity: "error",
    fix: "Raise cpu or memory of the task, or lower those of the containers.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const containers = containersOf(resource) ?? [];
      const cpu = sizeUnits(resource.text("cpu"));
      const memory = sizeUnits(resource.text("memory"));
      const wanted = total(containers, resource, "cpu");
      if (cpu !== undefined && wanted > cpu) yield resource.problem("cpu", `the containers take ${wanted} units`);
      if (memory === undefined) return;
      const reserved = total(containers, resource, "memoryReservation", "memory");
      const large = containers.find((one) => (numberIn(one, "memory", resource) ?? 0) > memory);
      if (reserved > memory) yield resource.problem("memory", `the containers take ${reserved} MiB`);
      else if (large) yield resource.problem("memory", `${String(large.name)} takes ${String(large.memory)} MiB`);
    },
  },
  {
    id: "container-memory",
    trap: 76,
    title: "A container has memory when its task has none, 6 MiB or more, and reserves no more than its limit",
    source: `${API}/API_ContainerDefinition.html`,
    severity: "error",
    fix: "Set memory or memoryReservation of the container, or memory of the task.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* (container) {
        const hard = numberIn(container, "memory", resource);
        const soft = numberIn(container, "memoryReservation", resource);
        if (
          container.memory === undefined &&
          container.memoryReservation === undefined &&
          !resource.has("memory") &&
          !isFargate(resource)
        )
          yield ["memory", "neither container nor task has any", undefined];
        if (hard !== undefined && soft !== undefined && soft > hard)
          yield ["memoryReservation", `memory is ${hard}`, soft];
        const least = Math.min(...[hard, soft].filter((one) => one !== undefined));
        if (least < LEAST_MEMORY_MIB) yield ["memory", `${LEAST_MEMORY_MIB} MiB at least`, least];
      });
    },
  },
  {
    id: "task-fits-instance",
    trap: 76,
    title: "A task fits on one of the instances that its capacity provider starts",
    source: `${GUIDE}/developerguide/memory-management.html`,
    severity: "error",
    fix: "Take a larger instance type, or lower cpu and memory of the task.",
    on: ["aws_ecs_service"],
    *check(resource, tree) {
      const task = resource.follow("task_definition");
      const capacity = capacityOf(resource, tree);
      if (task?.type !== "aws_ecs_task_definition" || !capacity || capacity.fargate) return;
      const containers = containersOf(task) ?? [];
      const cpu = task.has("cpu") ? sizeUnits(task.text("cpu")) : total(containers, task, "cpu");
      const memory = task.has("memory")
        ? sizeUnits(task.text("memory"))
        : total(containers, task, "memoryReservation", "memory");
      const types = capacity.providers.flatMap((provider) => instancesOf(provider).types);
      const sizes = types.map(instanceSize);
      const known = sizes.filter((size) => size !== undefined);
      if (known.length === 0 || known.length < sizes.length) return;
      // A part of the memory is the system's, so a task of all of it never starts.
      const fits = known.some((size) => (cpu ?? 0) <= size.cpuUnits && (memory ?? 0) < size.memoryMiB);
      if (fits) return;
      const named = types.map(
        (type, index) => `${type} has ${known[index]?.cpuUnits} units and ${known[index]?.memoryMiB} MiB`,
      );
      yield task.problem("cpu", `${named.join(", ")}; the task takes ${cpu ?? 0} units and ${memory ?? 0} MiB`);
    },
  },
  {
    id: "container-count",
    trap: 65,
    title: `A task has at most ${MOST_CONTAINERS} containers, and its definition at most 64 KiB`,
    source: `${GUIDE}/developerguide/service-quotas.html`,
    severity: "error",
    fix: "Spread the containers over several tasks.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const containers = containersOf(resource) ?? [];
      if (containers.length > MOST_CONTAINERS)
        yield resource.problem("container_definitions", `${containers.length} containers`, containers.length);
      const bytes = Buffer.byteLength(JSON.stringify(containers));
      if (bytes > 65_536) yield resource.problem("container_definitions", `${bytes} bytes`, bytes);
    },
  },
  {
    id: "container-health-times",
    trap: 65,
    title: "A container's health check keeps to the times of ECS",
    source: `${API}/API_HealthCheck.html`,
    severity: "error",
    fix: "Take an interval of 5 to 300 s, a timeout of 2 to 60 s, 1 to 10 retries and a startPeriod of at most 300 s.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      yield* perContainer(resource, function* ({ healthCheck }) {
        for (const [key, [least, most]] of Object.entries(HEALTH_NUMBERS)) {
          const written = objectOf(healthCheck)[key];
          const value = written === undefined ? undefined : Number(resource.known(written, `healthCheck.${key}`));
          if (value !== undefined && (value < least || value > most))
            yield [`healthCheck.${key}`, `${least} to ${most}`, value];
        }
      });
    },
  },
  {
    id: "task-size-whole",
    trap: 76,
    title: "A task on EC2 has 128 to 196608 CPU units",
    source: `${GUIDE}/developerguide/task_definition_parameters.html#task_size`,
    severity: "error",
    fix: "Write units: 1024 are one vCPU.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      if (resource.texts("requires_compatibilities").includes("FARGATE")) return;
      const cpu = sizeUnits(resource.text("cpu"));
      if (cpu !== undefined && (cpu < 128 || cpu > 196_608 || !Number.isInteger(cpu)))
        yield resource.problem("cpu", "a whole number from 128 to 196608");
    },
  },
];
