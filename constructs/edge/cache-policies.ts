import { CloudfrontCachePolicy } from "@cdktf/provider-aws/lib/cloudfront-cache-policy";
import type { Construct } from "constructs";

/** Policies that CloudFront has in every account ("Use managed cache policies", "Use managed origin request policies"). */
export const MANAGED_POLICIES = {
  /** Keeps nothing. */
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  /** Hands on all that the visitor sent: cookies, query and headers, Host and Authorization among them. */
  allViewer: "216adef6-5c7f-47e4-b989-5492eafa07d3",
  /** Hands on the two headers that WordPress logs with comments and logins; the key does not vary by them. */
  userAgentAndReferer: "acba4595-bd28-49b8-b9fe-13317c0390fa",
  /** Keeps by path alone; for the origin that is a bucket. */
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
} as const;

/**
 * Cookies by which WordPress, WooCommerce and Easy Digital Downloads give a visitor a page of his own. The image keeps no
 * page that was asked for with one of them either. A policy takes ten ("Quotas on cache policies").
 */
export const PERSONAL_COOKIES: readonly string[] = [
  "wordpress_logged_in_*",
  "wordpress_sec_*",
  "wordpress_no_cache",
  "wp-postpass_*",
  "comment_author_*",
  "woocommerce_*",
  "wp_woocommerce_session_*",
  "edd_items_in_cart",
  "PHPSESSID",
];

/**
 * Pages: one copy for all visitors that are nobody to WordPress. The host is part of the key, since a name of the site
 * that redirects to another would else be answered with its own redirect; and TLS to the load balancer asks for it.
 */
export function pageCachePolicy(scope: Construct, name: string, defaultTtlSeconds: number): CloudfrontCachePolicy {
  return new CloudfrontCachePolicy(scope, "PagePolicy", {
    name: `${name}-pages`,
    comment: "Pages: by host, query and the cookies that make a page personal",
    minTtl: 0,
    defaultTtl: defaultTtlSeconds,
    maxTtl: 86400,
    parametersInCacheKeyAndForwardedToOrigin: {
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
      headersConfig: { headerBehavior: "whitelist", headers: { items: ["Authorization", "Host", "Origin"] } },
      cookiesConfig: { cookieBehavior: "whitelist", cookies: { items: [...PERSONAL_COOKIES] } },
      queryStringsConfig: { queryStringBehavior: "all" },
    },
  });
}

/**
 * Files: no cookies, but the query, which holds their version (`?ver=`): without it an upgrade would go on serving the
 * old ones. The image says for how long, a week or a year.
 */
export function fileCachePolicy(scope: Construct, name: string): CloudfrontCachePolicy {
  return new CloudfrontCachePolicy(scope, "FilePolicy", {
    name: `${name}-files`,
    comment: "Files: by host and query, which holds their version",
    minTtl: 0,
    defaultTtl: 86400,
    maxTtl: 31536000,
    parametersInCacheKeyAndForwardedToOrigin: {
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
      headersConfig: { headerBehavior: "whitelist", headers: { items: ["Host", "Origin"] } },
      cookiesConfig: { cookieBehavior: "none" },
      queryStringsConfig: { queryStringBehavior: "all" },
    },
  });
}
