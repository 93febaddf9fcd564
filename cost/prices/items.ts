/** How AWS's price list names a thing: the offer's service, the usage type without the prefix of its region, and what else must hold. */
export interface Offer {
  readonly service: string;
  readonly usage: string;
  /** Columns of the offer file and their values. */
  readonly where?: Readonly<Record<string, string>>;
}

/** One thing that has a price. */
export interface Item {
  readonly name: string;
  /** What the price is for; a month has 730 hours. */
  readonly per: "hour" | "month" | "GB-month" | "GB" | "million" | "LCU-hour" | "thousand";
  /** Last part of AWS's page, https://aws.amazon.com/<page>/pricing/. */
  readonly page: string;
  /** @default - AWS's price list has it under no single usage type */
  readonly offer?: Offer;
}

export const HOURS_A_MONTH = 730;

const fargate = (name: string, usage: string): Item => ({
  name: `Fargate ${name}`,
  per: "hour",
  page: "fargate",
  offer: { service: "AmazonECS", usage },
});

const item = (name: string, per: Item["per"], page: string, offer?: Offer): Item => ({ name, per, page, offer });
const of = (service: string, usage: string, where?: Offer["where"]): Offer => ({ service, usage, where });

const ITEMS: Readonly<Record<string, Item>> = {
  "fargate-vcpu/X86_64": fargate("vCPU, X86_64", "Fargate-vCPU-Hours:perCPU"),
  "fargate-gb/X86_64": fargate("GB, X86_64", "Fargate-GB-Hours"),
  "fargate-vcpu/ARM64": fargate("vCPU, ARM64", "Fargate-ARM-vCPU-Hours:perCPU"),
  "fargate-gb/ARM64": fargate("GB, ARM64", "Fargate-ARM-GB-Hours"),
  "ebs-gp3": item("GiB of a root volume, gp3", "GB-month", "ebs", of("AmazonEC2", "EBS:VolumeUsage.gp3")),
  "rds-gp3": item(
    "GiB of a database, gp3",
    "GB-month",
    "rds/mysql",
    of("AmazonRDS", "RDS:GP3-Storage", { "Database Engine": "MySQL", "Deployment Option": "Single-AZ" }),
  ),
  "aurora-acu": item("Aurora capacity unit", "hour", "rds/aurora", of("AmazonRDS", "Aurora:ServerlessV2Usage")),
  "insights-vcpu": item("vCPU of Database Insights, advanced", "hour", "cloudwatch"),
  "insights-acu": item("capacity unit of Database Insights, advanced", "hour", "cloudwatch"),
  "rds-proxy-vcpu": item("vCPU behind RDS Proxy", "hour", "rds/proxy", of("AmazonRDS", "RDS:ProxyUsage")),
  "rds-proxy-acu": item("capacity unit behind RDS Proxy", "hour", "rds/proxy", of("AmazonRDS", "RDS:Proxy-ASv2-Usage")),
  nat: item("NAT gateway", "hour", "vpc", of("AmazonEC2", "NatGateway-Hours")),
  "nat-gb": item("GB through a NAT gateway", "GB", "vpc", of("AmazonEC2", "NatGateway-Bytes")),
  ipv4: item("public IPv4 address", "hour", "vpc", of("AmazonVPC", "PublicIPv4:InUseAddress")),
  endpoint: item("interface endpoint in a zone", "hour", "privatelink", of("AmazonVPC", "VpcEndpoint-Hours")),
  alb: item(
    "Application Load Balancer",
    "hour",
    "elasticloadbalancing",
    of("AWSELB", "LoadBalancerUsage", { "Product Family": "Load Balancer-Application" }),
  ),
  lcu: item(
    "capacity unit of the load balancer",
    "LCU-hour",
    "elasticloadbalancing",
    of("AWSELB", "LCUUsage", { "Product Family": "Load Balancer-Application" }),
  ),
  "web-acl": item("web ACL", "month", "waf", of("awswaf", "WebACLV2")),
  "web-acl-rule": item("rule of a web ACL", "month", "waf", of("awswaf", "RuleV2")),
  "web-acl-requests": item("million requests to a web ACL", "million", "waf"),
  key: item("customer-managed key", "month", "kms", of("awskms", "KMS-Keys")),
  secret: item("secret", "month", "secrets-manager", of("AWSSecretsManager", "AWSSecretsManager-Secrets")),
  alarm: item("metric of an alarm", "month", "cloudwatch", of("AmazonCloudWatch", "CW:AlarmMonitorUsage")),
  dashboard: item("dashboard", "month", "cloudwatch"),
  "health-check": item("health check of an AWS endpoint", "month", "route53"),
  "health-check-https": item("HTTPS for a health check", "month", "route53"),
  zone: item("hosted zone", "month", "route53"),
  "logs-in": item("GB written to CloudWatch Logs", "GB", "cloudwatch", of("AmazonCloudWatch", "DataProcessing-Bytes")),
  efs: item("GB in EFS, standard", "GB-month", "efs", of("AmazonEFS", "TimedStorage-ByteHrs")),
  s3: item("GB in S3, standard", "GB-month", "s3", of("AmazonS3", "TimedStorage-ByteHrs")),
  ecr: item("GB in ECR", "GB-month", "ecr", of("AmazonECR", "TimedStorage-ByteHrs")),
  "backup-efs": item("GB of EFS in a backup vault", "GB-month", "backup", of("AWSBackup", "WarmStorage-ByteHrs-EFS")),
  "transfer-out": item("GB to the internet", "GB", "ec2/on-demand"),
  "cloudfront-gb": item("GB from CloudFront to visitors", "GB", "cloudfront"),
  "cloudfront-requests": item("million HTTPS requests to CloudFront", "million", "cloudfront"),
  mail: item("thousand mails by SES", "thousand", "ses"),
};

/** Things of which there are many sizes: the key is `<family>/<size>`. */
const SIZED: Readonly<Record<string, (size: string) => Item>> = {
  ec2: (size) =>
    item(
      size,
      "hour",
      "ec2",
      of("AmazonEC2", `BoxUsage:${size}`, {
        "Operating System": "Linux",
        Tenancy: "Shared",
        "Pre Installed S/W": "NA",
        CapacityStatus: "Used",
      }),
    ),
  "rds-mysql": (size) =>
    item(
      size,
      "hour",
      "rds/mysql",
      of("AmazonRDS", `InstanceUsage:${size}`, { "Database Engine": "MySQL", "Deployment Option": "Single-AZ" }),
    ),
  "rds-aurora": (size) =>
    item(
      size,
      "hour",
      "rds/aurora",
      of("AmazonRDS", `InstanceUsage:${size}`, { "Database Engine": "Aurora MySQL", "Deployment Option": "Single-AZ" }),
    ),
  valkey: (size) =>
    item(
      `${size}, Valkey`,
      "hour",
      "elasticache",
      of("AmazonElastiCache", `NodeUsage:${size}`, { "Cache Engine": "Valkey" }),
    ),
};

/** @throws for a key that names nothing; the keys are this project's own */
export function itemOf(key: string): Item {
  const [family = "", size] = key.split("/");
  const found = ITEMS[key] ?? (size === undefined ? undefined : SIZED[family]?.(size));
  if (found === undefined) throw new Error(`cost/prices/items.ts has nothing named ${JSON.stringify(key)}`);
  return found;
}

export const FIXED_KEYS: readonly string[] = Object.keys(ITEMS);
