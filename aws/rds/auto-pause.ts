/** The first minor versions of Aurora PostgreSQL that pause, by major version. */
const PAUSING_POSTGRES: Readonly<Record<number, number>> = { 13: 15, 14: 12, 15: 7, 16: 3 };

/**
 * Whether an Aurora version can go down to no capacity; undefined for versions whose form says too little.
 * Source: "Scaling to zero ACUs with automatic pause and resume" in the Aurora user guide.
 */
export function pauses(engine: string, engineVersion: string): boolean | undefined {
  if (engine === "aurora-mysql") {
    const [, major, minor] = /mysql_aurora\.(\d+)\.(\d+)/.exec(engineVersion) ?? [];
    if (major === undefined) return undefined;
    return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 8);
  }
  if (engine !== "aurora-postgresql") return undefined;
  const [major = 0, minor] = engineVersion.split(".").map(Number);
  const first = PAUSING_POSTGRES[major];
  return minor === undefined ? undefined : first === undefined ? major > 16 : minor >= first;
}
