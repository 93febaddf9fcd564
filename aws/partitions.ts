/** A group of regions with accounts, ARNs and host names of their own. */
export interface Partition {
  /** Second part of every ARN. */
  readonly name: string;
  /** End of the services' host names. */
  readonly dnsSuffix: string;
  /** What its regions look like. */
  readonly regions: RegExp;
}

/** Source: `partitions.json` of botocore, the AWS SDK for Python (`partition`, `dnsSuffix`, `regionRegex`). */
export const PARTITIONS: readonly Partition[] = [
  { name: "aws", dnsSuffix: "amazonaws.com", regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/ },
  { name: "aws-cn", dnsSuffix: "amazonaws.com.cn", regions: /^cn-\w+-\d+$/ },
  { name: "aws-us-gov", dnsSuffix: "amazonaws.com", regions: /^us-gov-\w+-\d+$/ },
  { name: "aws-eusc", dnsSuffix: "amazonaws.eu", regions: /^eusc-de-\w+-\d+$/ },
  { name: "aws-iso", dnsSuffix: "c2s.ic.gov", regions: /^us-iso-\w+-\d+$/ },
  { name: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", regions: /^us-isob-\w+-\d+$/ },
  { name: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", regions: /^eu-isoe-\w+-\d+$/ },
  { name: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", regions: /^us-isof-\w+-\d+$/ },
];

/** The partition that a region is in, or undefined for a text that is no region. */
export function findPartition(region: string): Partition | undefined {
  return PARTITIONS.find(({ regions }) => regions.test(region));
}

/** The partition that a region is in. @throws for a text that is no region. */
export function partitionOf(region: string): Partition {
  const partition = findPartition(region);
  if (partition === undefined)
    throw new Error(`must be an AWS region such as eu-west-1, got ${JSON.stringify(region)}`);
  return partition;
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
