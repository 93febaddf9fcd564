import { z } from "zod";
import { certificateArn } from "./domain";
import { logRetentionDays, oneOf, text, whole } from "./fields";
import { wafMode } from "./waf";

const path = () =>
  text(/^\/[A-Za-z0-9_.*$/~"'@:+?&-]{0,254}$/, "must be a path such as /shop/*, with * for any characters");

/** CloudFront in front of a load balancer that only CloudFront reaches. Without the section the load balancer is public. */
export const cdn = z.strictObject({
  /** Where CloudFront serves from: 100 is North America and Europe, 200 adds most of Asia, All is everywhere. */
  priceClass: oneOf(["PriceClass_100", "PriceClass_200", "PriceClass_All"]).default("PriceClass_100"),
  /** Seconds that a visitor's page is kept when WordPress does not say for how long; 0 asks WordPress each time. */
  pageTtlSeconds: whole(0, 86400).default(300),
  /** Paths that are never kept, besides those of WordPress's own scripts. */
  uncachedPaths: z.array(path()).max(20, "must have at most 20 paths").default([]),
  /** Seconds that CloudFront waits for WordPress; more than 60 needs a raised quota ("Response timeout per origin"). */
  originReadTimeoutSeconds: whole(1, 120).default(60),
  /** Certificate of us-east-1 that names all names of the site; renewing it is then yours. @default - one is requested */
  certificateArn: certificateArn().optional(),
  /** AWS WAF in front of CloudFront; `waf` has its limits. */
  waf: wafMode().default("block"),
  /** Days that the access log is kept. */
  logRetentionDays: logRetentionDays().default(30),
});
