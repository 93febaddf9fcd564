import type { Rule } from "../rule";

const gib = 1024;
const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * gib);

/**
 * Memory sizes in MiB that Fargate has for each number of CPU units.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
export const fargateMemory: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1, 4, 1),
  1024: range(2, 8, 1),
  2048: range(4, 16, 1),
  4096: range(8, 30, 1),
  8192: range(16, 60, 4),
  16384: range(32, 120, 8),
  32768: [60, 120, 244].map((size) => size * gib),
};

const units = (text: string | undefined): number | undefined => {
  const [, amount, unit] = /^([\d.]+)\s*(vcpu|gb)?$/i.exec(text ?? "") ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit ? gib : 1);
};

export const fargateRules: readonly Rule[] = [
  {
    id: "fargate-task-size",
    trap: 38,
    title: "A Fargate task has one of the pairs of CPU and memory that Fargate offers",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    severity: "error",
    fix: "Take a pair of the table, such as 256/512, 512/1024 or 1024/2048.",
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      if (!resource.texts("requires_compatibilities").includes("FARGATE")) return;
      for (const attribute of ["cpu", "memory"]) if (!resource.has(attribute)) yield resource.problem(attribute);
      const cpu = units(resource.text("cpu"));
      const memory = units(resource.text("memory"));
      if (cpu === undefined || memory === undefined) return;
      const sizes = fargateMemory[cpu];
      if (!sizes) yield resource.problem("cpu", `one of ${Object.keys(fargateMemory).join(", ")}`);
      else if (!sizes.includes(memory))
        yield resource.problem("memory", `${cpu} CPU units take ${sizes.join(", ")} MiB`);
    },
  },
  {
    id: "fargate-network-mode",
    trap: 38,
    title: "A Fargate task uses the network mode awsvpc",
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html",
    severity: "error",
    fix: 'Set network_mode = "awsvpc".',
    on: ["aws_ecs_task_definition"],
    *check(resource) {
      const fargate = resource.texts("requires_compatibilities").includes("FARGATE");
      const unresolved = resource.has("network_mode") && resource.text("network_mode") === undefined;
      if (fargate && !unresolved && resource.text("network_mode") !== "awsvpc") yield resource.problem("network_mode");
    },
  },
];
