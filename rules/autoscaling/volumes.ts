import type { Block, Finding, Rule } from "../rule";

interface Volume {
  readonly gib: readonly [least: number, most: number];
  /** Absent where the type takes none. */
  readonly iops?: readonly [least: number, most: number];
  /** To a GiB at most. */
  readonly iopsPerGib?: number;
}

/** Source: EBS user guide, "Amazon EBS volume types". */
const VOLUMES: Readonly<Record<string, Volume>> = {
  gp3: { gib: [1, 65_536], iops: [3000, 80_000], iopsPerGib: 500 },
  gp2: { gib: [1, 16_384] },
  io1: { gib: [4, 16_384], iops: [100, 64_000], iopsPerGib: 50 },
  io2: { gib: [4, 65_536], iops: [100, 256_000], iopsPerGib: 1000 },
  st1: { gib: [125, 16_384] },
  sc1: { gib: [125, 16_384] },
  standard: { gib: [1, 1024] },
};
const THROUGHPUT = [125, 2000] as const;

/** What a number must be within; undefined where the type takes none. */
function* outside(
  block: Block,
  attribute: string,
  range: readonly [number, number] | undefined,
  type: string,
): Iterable<Finding> {
  const value = block.number(attribute);
  if (block.has(attribute) && !range) yield block.problem(attribute, `${type} takes none`);
  else if (range && value !== undefined && (value < range[0] || value > range[1]))
    yield block.problem(attribute, `${type} takes ${range.join(" to ")}`);
}

function* wrongVolume(volume: Block, sizeName: string, typeName: string): Iterable<Finding> {
  const type = volume.textOr(typeName, "gp2") ?? "";
  const limits = VOLUMES[type];
  if (!limits) return;
  yield* outside(volume, sizeName, limits.gib, type);
  yield* outside(volume, "iops", iopsOf(limits, volume.number(sizeName)), type);
  if (!volume.has("iops") && type.startsWith("io")) yield volume.problem("iops", `${type} needs them`);
  const fastest = Math.min(THROUGHPUT[1], (volume.number("iops") ?? 3000) / 4);
  yield* outside(volume, "throughput", type === "gp3" ? [THROUGHPUT[0], fastest] : undefined, type);
}

/** What a volume of a size may have, undefined where its type takes no IOPS. */
function iopsOf({ iops, iopsPerGib = 0 }: Volume, size: number | undefined): readonly [number, number] | undefined {
  if (!iops || size === undefined) return iops;
  return [iops[0], Math.min(iops[1], Math.max(iops[0], iopsPerGib * size))];
}

export const volumeRules: readonly Rule[] = [
  {
    id: "volume-size",
    trap: 76,
    title: "A volume's size, IOPS and throughput fit its type",
    source: "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html",
    severity: "error",
    fix: "Take gp3 with 3000 IOPS and 125 MiB/s, or raise the size.",
    on: ["aws_launch_template", "aws_ebs_volume", "aws_instance"],
    *check(resource) {
      if (resource.type === "aws_ebs_volume") yield* wrongVolume(resource, "size", "type");
      for (const mapping of resource.blocks("block_device_mappings"))
        for (const volume of mapping.blocks("ebs")) yield* wrongVolume(volume, "volume_size", "volume_type");
      for (const name of ["root_block_device", "ebs_block_device"])
        for (const volume of resource.blocks(name)) yield* wrongVolume(volume, "volume_size", "volume_type");
    },
  },
];
