const STEPS: Readonly<Record<string, number>> = {
  large: 2,
  xlarge: 4,
  "2xlarge": 8,
  "4xlarge": 16,
  "8xlarge": 32,
  "12xlarge": 48,
  "16xlarge": 64,
  "24xlarge": 96,
};
const SMALL = new Set(["nano", "micro", "small", "medium"]);

/**
 * vCPUs of an instance type of the general, compute, memory and burstable families; undefined for another one.
 * Source: EC2 user guide, "Instance types".
 */
export function vcpusOf(instanceType: string): number | undefined {
  const [, series = "", size = ""] = /^([mcrt])\d[a-z0-9-]*\.([a-z0-9]+)$/.exec(instanceType) ?? [];
  if (series === "t") return SMALL.has(size) ? 2 : STEPS[size];
  return size === "medium" && series !== "" ? 1 : series === "" ? undefined : STEPS[size];
}
