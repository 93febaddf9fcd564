/** List prices on demand in US East (N. Virginia), in US dollars. The key is what docs/costs.md calls it. */
export interface Price {
  readonly usd: number;
  readonly per: "hour" | "month";
  /** AWS's page that has it. */
  readonly page: string;
}

const hourly = (usd: number, page: string): Price => ({ usd, per: "hour", page });
const monthly = (usd: number, page: string): Price => ({ usd, per: "month", page });

export const PRICES = {
  "Fargate vCPU, X86_64": hourly(0.04048, "fargate"),
  "Fargate GB, X86_64": hourly(0.004445, "fargate"),
  "Fargate vCPU, ARM64": hourly(0.03238, "fargate"),
  "Fargate GB, ARM64": hourly(0.00356, "fargate"),
  "m7g.large": hourly(0.0816, "ec2"),
  "GiB of a root volume, gp3": monthly(0.08, "ebs"),
  "db.t4g.micro": hourly(0.016, "rds/mysql"),
  "db.t4g.small": hourly(0.032, "rds/mysql"),
  "db.m7g.large": hourly(0.168, "rds/mysql"),
  "GiB of a database, gp3": monthly(0.115, "rds/mysql"),
  "cache.t4g.medium, Valkey": hourly(0.052, "elasticache"),
  "NAT gateway": hourly(0.045, "vpc"),
  "public IPv4 address": hourly(0.005, "vpc"),
  "Application Load Balancer": hourly(0.0225, "elasticloadbalancing"),
  "web ACL": monthly(5, "waf"),
  "rule of a web ACL": monthly(1, "waf"),
  "customer-managed key": monthly(1, "kms"),
  secret: monthly(0.4, "secrets-manager"),
  alarm: monthly(0.1, "cloudwatch"),
  dashboard: monthly(3, "cloudwatch"),
  "health check of an AWS endpoint": monthly(0.5, "route53"),
  "HTTPS for a health check": monthly(1, "route53"),
} as const satisfies Readonly<Record<string, Price>>;

export type Priced = keyof typeof PRICES;

const HOURS_A_MONTH = 730;

/** What a number of things costs a month. @throws when the thing has no price here */
export function perMonth(what: string, quantity: number): number {
  const price: Price | undefined = PRICES[what as Priced];
  if (price === undefined) throw new Error(`no price of ${what} in __tests__/docs/support/prices.ts`);
  return quantity * price.usd * (price.per === "hour" ? HOURS_A_MONTH : 1);
}

/** The table of the prices, as docs/costs.md has it. */
export function priceTable(): string[] {
  const rows = Object.entries(PRICES).map(([what, { usd, per, page }]: [string, Price]) => {
    return `| ${what} | ${usd} ${per === "hour" ? "an" : "a"} ${per} | [${page}](https://aws.amazon.com/${page}/pricing/) |`;
  });
  return ["| what | US dollars | AWS's page |", "|---|---|---|", ...rows];
}
