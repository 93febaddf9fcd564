/** CPU architecture, in the word that ECS uses in `runtime_platform`. */
export type Architecture = "X86_64" | "ARM64";

/** Sizes of the current general, compute and memory families and the network interfaces each carries. */
const NITRO_INTERFACES: Readonly<Record<string, number>> = {
  medium: 2,
  large: 3,
  xlarge: 4,
  "2xlarge": 4,
  "4xlarge": 8,
  "8xlarge": 8,
  "12xlarge": 8,
  "16xlarge": 15,
  "24xlarge": 15,
};
const BURSTABLE_INTERFACES: Readonly<Record<string, number>> = {
  nano: 2,
  micro: 2,
  small: 3,
  medium: 3,
  large: 3,
  xlarge: 4,
  "2xlarge": 4,
};

/** Interfaces by family. Source: "Maximum IP addresses per network interface" in the EC2 user guide. */
const interfacesByFamily: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  t3: BURSTABLE_INTERFACES,
  t3a: { ...BURSTABLE_INTERFACES, small: 2 },
  t4g: BURSTABLE_INTERFACES,
  ...Object.fromEntries(
    ["m", "c", "r"].flatMap((series) =>
      ["5", "5a", "6i", "6a", "6g", "7i", "7a", "7g", "8g"].map((generation) => [
        series + generation,
        NITRO_INTERFACES,
      ]),
    ),
  ),
};

/** Splits `m7g.large` into family and size. @throws when `instanceType` has another form. */
function split(instanceType: string): { family: string; size: string } {
  const [, family, size] = /^([a-z][a-z0-9-]*\d[a-z0-9-]*)\.([a-z0-9-]+)$/.exec(instanceType) ?? [];
  if (family === undefined || size === undefined) {
    throw new Error(`an instance type looks like "t4g.small", got ${JSON.stringify(instanceType)}`);
  }
  return { family, size };
}

/**
 * Tasks in network mode awsvpc that fit on one instance: each takes a network interface, and the instance keeps one.
 * Undefined for a type that this table does not know.
 */
export function tasksPerInstance(instanceType: string): number | undefined {
  const { family, size } = split(instanceType);
  const interfaces = interfacesByFamily[family]?.[size];
  return interfaces === undefined ? undefined : interfaces - 1;
}

/** CPU architecture of an instance type: Graviton families have a `g` right after the generation; `a1` was the first. */
export function architectureOf(instanceType: string): Architecture {
  const { family } = split(instanceType);
  return family === "a1" || /^[a-z]+\d+g/.test(family) ? "ARM64" : "X86_64";
}
