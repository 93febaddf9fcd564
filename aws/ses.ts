/** Regions whose SES keeps the DKIM keys under a domain of the region. Source: AWS General Reference, "Amazon SES endpoints and quotas", DKIM domains. */
const OWN_DKIM_DOMAIN = [
  "af-south-1",
  "ap-northeast-3",
  "ap-south-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-west-1",
  "eu-central-2",
  "eu-south-1",
  "il-central-1",
  "me-central-1",
  "us-gov-east-1",
];

/** Regions with SES beside these. Source: botocore's endpoints of `email`. */
const REGIONS = [
  ...OWN_DKIM_DOMAIN,
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "me-south-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
];

export const hasSes = (region: string): boolean => REGIONS.includes(region);

/** What the CNAME records of a region's DKIM tokens lead to, without the token. */
export const dkimDomain = (region: string): string =>
  OWN_DKIM_DOMAIN.includes(region) ? `dkim.${region}.amazonses.com` : "dkim.amazonses.com";

/** The mail server that takes bounces for a custom MAIL FROM domain. Source: SES developer guide, "Using a custom MAIL FROM domain". */
export const bounceServer = (region: string): string => `feedback-smtp.${region}.amazonses.com`;

/** DKIM tokens of an identity with Easy DKIM. Source: SES developer guide, "Easy DKIM". */
export const DKIM_TOKENS = 3;
