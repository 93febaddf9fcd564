import { findPartition, PARTITIONS, type Partition } from "../../aws/partitions";

/** Where a resource is made. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** The partition of a place; of a region that nobody knows, the first one. */
const partitionAt = ({ region }: Pick<Place, "region">): Partition =>
  findPartition(region) ?? (PARTITIONS[0] as Partition);

/** Second part of the place's ARNs: `aws`, `aws-cn`. */
export const partitionName = (place: Pick<Place, "region">): string => partitionAt(place).name;

/** End of the place's host names: `amazonaws.com`, `amazonaws.com.cn`. */
export const dnsSuffix = (place: Pick<Place, "region">): string => partitionAt(place).dnsSuffix;
