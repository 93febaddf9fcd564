import { CloudfrontCachePolicy } from "@cdktf/provider-aws/lib/cloudfront-cache-policy";
import type { Construct } from "constructs";

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
