import { CloudfrontCachePolicy } from "@cdktf/provider-aws/lib/cloudfront-cache-policy";
import { expect, test } from "vitest";
import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_POLICIES,
} from "../../../aws/cloudfront/managed-policies";
import { fileCachePolicy, PERSONAL_COOKIES, pageCachePolicy } from "../../../constructs/edge/cache-policies";
import { synth } from "../../support/synth";

const KEY = "parameters_in_cache_key_and_forwarded_to_origin";
const pages = (seconds = 300) =>
  synth((stack) => {
    pageCachePolicy(stack, "site", seconds);
  }).all(CloudfrontCachePolicy)[0];
const files = () =>
  synth((stack) => {
    fileCachePolicy(stack, "site");
  }).all(CloudfrontCachePolicy)[0];

test("a page is one for all visitors, but for those whom WordPress knows by a cookie", () => {
  expect(pages()).toMatchObject({
    name: "site-pages",
    [KEY]: {
      cookies_config: { cookie_behavior: "whitelist", cookies: { items: [...PERSONAL_COOKIES] } },
      query_strings_config: { query_string_behavior: "all" },
    },
  });
  expect(PERSONAL_COOKIES).toEqual(expect.arrayContaining(["wordpress_logged_in_*", "wp-postpass_*", "PHPSESSID"]));
});

test("the cookies are no more than a policy takes", () => {
  expect(PERSONAL_COOKIES.length).toBeLessThanOrEqual(10);
});

test("WordPress's word on a page's lifetime goes before the default", () => {
  expect(pages(60)).toMatchObject({ min_ttl: 0, default_ttl: 60, max_ttl: 86400 });
  expect(pages(0)).toMatchObject({ min_ttl: 0, default_ttl: 0, max_ttl: 86400 });
});

test("two names of the site never share an answer", () => {
  for (const policy of [pages(), files()]) {
    expect(policy).toMatchObject({
      [KEY]: { headers_config: { headers: { items: expect.arrayContaining(["Host"]) } } },
    });
  }
});

test("a file is kept by its version, for every visitor", () => {
  expect(files()).toMatchObject({
    name: "site-files",
    min_ttl: 0,
    [KEY]: {
      cookies_config: { cookie_behavior: "none" },
      query_strings_config: { query_string_behavior: "all" },
      enable_accept_encoding_gzip: true,
      enable_accept_encoding_brotli: true,
    },
  });
});

test("AWS's own policies are named by ids that AWS has", () => {
  const known = { ...MANAGED_CACHE_POLICIES, ...MANAGED_ORIGIN_REQUEST_POLICIES };
  expect(Object.values(MANAGED_POLICIES).filter((id) => known[id] === undefined)).toEqual([]);
  expect(known[MANAGED_POLICIES.allViewer]).toMatchObject({ viewerHeaders: true, cookies: "all", queries: "all" });
  expect(known[MANAGED_POLICIES.cachingDisabled]).toMatchObject({ maxTtl: 0 });
});
