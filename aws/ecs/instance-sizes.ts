/** What an instance has for its tasks. */
export interface InstanceSize {
  /** CPU units, 1024 to a vCPU. */
  readonly cpuUnits: number;
  /** MiB of the whole machine; the agent and the system take a part of it. */
  readonly memoryMiB: number;
}

const GIB = 1024;

/** GiB of memory to a vCPU. Source: "Instance type specifications" in the EC2 documentation. */
const MEMORY_OF_SERIES: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/** Burstable types have two vCPUs up to large. */
const BURSTABLE: Readonly<Record<string, readonly [vCpus: number, gib: number]>> = {
  nano: [2, 0.5],
  micro: [2, 1],
  small: [2, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  "2xlarge": [8, 32],
};

/** vCPUs and memory of an instance type of the series t, c, m and r; undefined for others and for bare metal. */
export function instanceSize(instanceType: string): InstanceSize | undefined {
  const [, series = "", generation = "", size = ""] = /^([a-z]+)(\d+)[a-z-]*\.([a-z0-9]+)$/.exec(instanceType) ?? [];
  if (series === "t" && Number(generation) >= 3) {
    const [vCpus, gib] = BURSTABLE[size] ?? [];
    return vCpus === undefined || gib === undefined ? undefined : { cpuUnits: vCpus * GIB, memoryMiB: gib * GIB };
  }
  const perCpu = MEMORY_OF_SERIES[series];
  const vCpus = vCpusOf(size);
  // Before the fifth generation, and in c5's own sizes, memory is less regular.
  if (
    perCpu === undefined ||
    vCpus === undefined ||
    Number(generation) < 5 ||
    (/^(c5n?|r5n?b?)\./.test(instanceType) && vCpus > 32)
  )
    return undefined;
  if (/^c5n\./.test(instanceType)) return { cpuUnits: vCpus * GIB, memoryMiB: vCpus * 2.625 * GIB };
  return { cpuUnits: vCpus * GIB, memoryMiB: vCpus * perCpu * GIB };
}

function vCpusOf(size: string): number | undefined {
  const named = { medium: 1, large: 2, xlarge: 4 }[size];
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  return named ?? (times === undefined ? undefined : Number(times) * 4);
}
