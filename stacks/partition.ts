/** AWS partition of a region: ARNs and host names of China and GovCloud start and end differently. */
export interface Partition {
  /** Second part of every ARN. */
  readonly name: "aws" | "aws-cn" | "aws-us-gov";
}

export function partitionOf(region: string): Partition {
  if (region.startsWith("cn-")) return { name: "aws-cn" };
  return { name: region.startsWith("us-gov-") ? "aws-us-gov" : "aws" };
}
