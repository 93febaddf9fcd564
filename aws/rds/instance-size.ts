/** Memory in GiB and vCPUs of an instance class. */
export interface InstanceSize {
  readonly memoryGiB: number;
  readonly vcpus: number;
}

/** GiB by size; of the series that are not burstable, those of a `large` double with each step. */
const BURSTABLE_GIB: Readonly<Record<string, number>> = {
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
  "2xlarge": 32,
};
const LARGE_GIB: Readonly<Record<string, number>> = { m: 8, r: 16, x: 32 };
/** Sizes of a family that is not burstable, by what a `large` one has. AWS's prices of the general, compute and memory families go with them. */
export const SIZE_STEPS: Readonly<Record<string, number>> = {
  medium: 0.5,
  large: 1,
  xlarge: 2,
  "2xlarge": 4,
  "4xlarge": 8,
  "8xlarge": 16,
  "12xlarge": 24,
  "16xlarge": 32,
  "24xlarge": 48,
};
const VCPUS_OF_LARGE = 2;

/** Bytes of memory for one connection, by RDS's formula for max_connections. Source: RDS user guide, "Maximum number of database connections". */
const BYTES_A_CONNECTION = 12_582_880;

/** Size of `db.m7g.large` and the like; undefined for a class that this table does not know. Source: RDS user guide, "DB instance classes". */
export function instanceSize(instanceClass: string): InstanceSize | undefined {
  const [, series = "", size = ""] = /^db\.([a-z])\d+[a-z]*\.([a-z0-9]+)$/.exec(instanceClass) ?? [];
  if (series === "t") {
    const memoryGiB = BURSTABLE_GIB[size];
    return memoryGiB === undefined
      ? undefined
      : { memoryGiB, vcpus: Math.max(VCPUS_OF_LARGE, 2 * (SIZE_STEPS[size] ?? 1)) };
  }
  const [large, step] = [LARGE_GIB[series], SIZE_STEPS[size]];
  return large === undefined || step === undefined
    ? undefined
    : { memoryGiB: large * step, vcpus: VCPUS_OF_LARGE * step };
}

/** Connections that MySQL on RDS takes by default. */
export const maxConnections = ({ memoryGiB }: InstanceSize): number =>
  Math.floor((memoryGiB * 2 ** 30) / BYTES_A_CONNECTION);
