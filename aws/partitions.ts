import { kept } from "./kept";

/** A group of regions with accounts, ARNs and host names of their own. */
export interface Partition {
  /** Second part of every ARN. */
  readonly name: string;
  /** End of the services' host names. */
  readonly dnsSuffix: string;
  /** Its regions, each with the last letters of its Availability Zones; none where they are not known. */
  readonly regions: Readonly<Record<string, string>>;
}

/** Kept data of `npm run aws-data`; the file says what it is from. */
export const PARTITIONS: readonly Partition[] = kept<{ partitions: readonly Partition[] }>("regions.json").partitions;

/** The partition that a region is in, or undefined for a text that is no region. */
export function findPartition(region: string): Partition | undefined {
  return PARTITIONS.find(({ regions: own }) => Object.hasOwn(own, region));
}

/** All regions of all partitions. */
export const REGIONS: readonly string[] = PARTITIONS.flatMap(({ regions: own }) => Object.keys(own));

/** The partition that a region is in. @throws for a text that is no region. */
export function partitionOf(region: string): Partition {
  const partition = findPartition(region);
  if (partition === undefined)
    throw new Error(`must be an AWS region such as eu-west-1, got ${JSON.stringify(region)}`);
  return partition;
}

/**
 * Whether a region can have an Availability Zone: its letter is not past the last that the region has. Which letters between an
 * account sees is its own matter. Regions whose zones are not known have any.
 */
export function hasZone(region: string, zone: string): boolean {
  const letters = findPartition(region)?.regions[region];
  if (letters === undefined || !zone.startsWith(region)) return false;
  const letter = zone.slice(region.length);
  return /^[a-z]$/.test(letter) && (letters === "" || letter <= letters.slice(-1));
}

/** Where CloudFront keeps its certificates, its web ACLs and its logs. Source: CloudFront developer guide. */
export const CLOUDFRONT_REGION = "us-east-1";

/**
 * Whether a region shares a partition with us-east-1, where CloudFront keeps its certificates and Route 53 its health
 * checks' metrics. Source: CloudFront developer guide, "Requirements for using SSL/TLS certificates with CloudFront".
 */
export function isWithGlobalServices(region: string): boolean {
  return partitionOf(region) === partitionOf(CLOUDFRONT_REGION);
}
