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

const FORM = /^([a-z][a-z0-9-]*\d[a-z0-9-]*)\.([a-z0-9-]+)$/;

export const isInstanceType = (text: string): boolean => FORM.test(text);

/** The family of `m7g.large` is `m7g`. @throws when `instanceType` has another form. */
function familyOf(instanceType: string): string {
  const [, family] = FORM.exec(instanceType) ?? [];
  if (family === undefined)
    throw new Error(`an instance type looks like "t4g.small", got ${JSON.stringify(instanceType)}`);
  return family;
}

/**
 * Network interfaces that an instance type can have; undefined for a type that this table does not know.
 * Source: "Maximum IP addresses per network interface" in the EC2 user guide.
 */
export function networkInterfaces(instanceType: string): number | undefined {
  const [, family = "", size = ""] = FORM.exec(instanceType) ?? [];
  if (instanceType === "t3a.small") return 2;
  if (["t3", "t3a", "t4g"].includes(family)) return BURSTABLE_INTERFACES[size];
  return /^[cmr][5-8][a-z]*$/.test(family) ? NITRO_INTERFACES[size] : undefined;
}

/**
 * Tasks in network mode awsvpc that fit on one instance: each takes a network interface, and the instance keeps one.
 * Undefined for a type that the table does not know. @throws when `instanceType` is none
 */
export function tasksPerInstance(instanceType: string): number | undefined {
  familyOf(instanceType);
  const interfaces = networkInterfaces(instanceType);
  return interfaces === undefined ? undefined : interfaces - 1;
}

/**
 * CPU architecture of an instance type: Graviton families have a `g` right after the generation; `a1` was the first.
 * @throws when `instanceType` is none
 */
export function architectureOf(instanceType: string): Architecture {
  const family = familyOf(instanceType);
  return family === "a1" || /^[a-z]+\d+g/.test(family) ? "ARM64" : "X86_64";
}
