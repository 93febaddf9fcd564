/** Storage of an RDS instance for MySQL. */
export interface Storage {
  /** `gp3`: general purpose, with a baseline that grows at 400 GiB. `io2`: provisioned IOPS of lasting low latency. */
  readonly type: "gp3" | "io2";
  readonly sizeGiB: number;
  /** @default - what the size brings; io2 needs a number */
  readonly iops?: number;
  /** gp3 only, in MiB/s. @default - what the size brings */
  readonly throughputMiBps?: number;
}

/** What is wrong with one part of it. */
export interface StorageProblem {
  readonly field: "sizeGiB" | "iops" | "throughputMiBps";
  readonly rule: string;
}

/** From this size on RDS stripes gp3 over four volumes; below it takes neither IOPS nor throughput for MySQL. */
const STRIPED_GIB = 400;

/** @returns what RDS would refuse. Source: RDS user guide, "Amazon RDS DB instance storage". */
export function storageProblems(storage: Storage): StorageProblem[] {
  return storage.type === "gp3" ? gp3Problems(storage) : io2Problems(storage);
}

function gp3Problems({ sizeGiB, iops, throughputMiBps }: Storage): StorageProblem[] {
  if (sizeGiB < STRIPED_GIB) {
    const rule = `must be left out on gp3 under ${STRIPED_GIB} GiB`;
    return [
      ...(iops === undefined ? [] : [{ field: "iops", rule } as const]),
      ...(throughputMiBps === undefined ? [] : [{ field: "throughputMiBps", rule } as const]),
    ];
  }
  return [
    ...within("iops", iops, 12_000, Math.min(64_000, 500 * sizeGiB), `on gp3 of ${sizeGiB} GiB`),
    ...within(
      "throughputMiBps",
      throughputMiBps,
      500,
      Math.min(4000, Math.floor((iops ?? 12_000) / 4)),
      `on gp3 with ${iops ?? 12_000} IOPS`,
    ),
  ];
}

function io2Problems({ sizeGiB, iops, throughputMiBps }: Storage): StorageProblem[] {
  const most = Math.min(256_000, 1000 * sizeGiB);
  return [
    ...within("sizeGiB", sizeGiB, 100, 65_536, "on io2"),
    ...(iops === undefined
      ? [{ field: "iops", rule: "is required on io2" } as const]
      : within("iops", iops, 1000, most, `on io2 of ${sizeGiB} GiB`)),
    ...(throughputMiBps === undefined
      ? []
      : [{ field: "throughputMiBps", rule: "must be left out on io2, where it follows from the IOPS" } as const]),
  ];
}

function within(
  field: StorageProblem["field"],
  value: number | undefined,
  least: number,
  most: number,
  where: string,
): StorageProblem[] {
  if (value === undefined || (value >= least && value <= most)) return [];
  return [{ field, rule: `must be from ${least} to ${most} ${where}` }];
}
