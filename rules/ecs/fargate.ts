import { fargateCpuUnits, fargateMemoryMiB } from "../../aws/ecs/task-size";
import type { Rule } from "../rule";
import { sizeUnits } from "./containers";

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
      const cpu = sizeUnits(resource.text("cpu"));
      const memory = sizeUnits(resource.text("memory"));
      if (cpu === undefined || memory === undefined) return;
      const sizes = fargateMemoryMiB(cpu);
      if (sizes.length === 0) yield resource.problem("cpu", `one of ${fargateCpuUnits.join(", ")}`);
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
