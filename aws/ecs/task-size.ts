const GIB = 1024;

/** Memory in MiB that Fargate offers for each CPU size in units; 1024 units are one vCPU. Source: "Task CPU and memory" in the ECS developer guide. */
const FARGATE_MEMORY: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [GIB / 2, GIB, 2 * GIB]],
  [512, range(1, 4, 1)],
  [1024, range(2, 8, 1)],
  [2048, range(4, 16, 1)],
  [4096, range(8, 30, 1)],
  [8192, range(16, 60, 4)],
  [16384, range(32, 120, 8)],
  [32768, [60 * GIB, 120 * GIB, 244 * GIB]],
]);

/** CPU sizes of Fargate, in units. */
export const fargateCpuUnits: readonly number[] = [...FARGATE_MEMORY.keys()];

/** Memory in MiB that a Fargate task with `cpuUnits` may have; empty for a CPU size that Fargate does not offer. */
export function fargateMemoryMiB(cpuUnits: number): readonly number[] {
  return FARGATE_MEMORY.get(cpuUnits) ?? [];
}

/** What is wrong with the size for a task on Fargate; undefined when Fargate runs it. */
export function fargateSizeProblem(cpuUnits: number, memoryMiB: number): string | undefined {
  const got = `got CPU ${cpuUnits} and memory ${memoryMiB} MiB`;
  const memory = fargateMemoryMiB(cpuUnits);
  if (memory.length === 0) return `Fargate's CPU sizes are ${fargateCpuUnits.join(", ")} units, ${got}`;
  if (memory.includes(memoryMiB)) return undefined;
  return `with CPU ${cpuUnits} Fargate's memory sizes are ${memory.join(", ")} MiB, ${got}`;
}

/** What is wrong with the size for a task on an EC2 instance; undefined when ECS takes it. */
export function ec2SizeProblem(cpuUnits: number, memoryMiB: number): string | undefined {
  const got = `got CPU ${cpuUnits} and memory ${memoryMiB} MiB`;
  if (!Number.isInteger(cpuUnits) || cpuUnits < 128 || cpuUnits > 196608) {
    return `CPU must be a whole number of units from 128 to 196608, ${got}`;
  }
  if (!Number.isInteger(memoryMiB) || memoryMiB < 128)
    return `memory must be a whole number of 128 MiB or more, ${got}`;
  return undefined;
}

/** Gibibytes from `first` to `last` in MiB. */
function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => (first + index * step) * GIB);
}
