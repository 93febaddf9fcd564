import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution";
import { CloudfrontResponseHeadersPolicy } from "@cdktf/provider-aws/lib/cloudfront-response-headers-policy";
import { CloudfrontVpcOrigin } from "@cdktf/provider-aws/lib/cloudfront-vpc-origin";
import { Testing } from "cdktf";
import { expect, test } from "vitest";
import { MANAGED_POLICIES } from "../../../aws/cloudfront/managed-policies";
import { Distribution, type DistributionProps } from "../../../constructs/edge/distribution";
import { synth } from "../../support/synth";

const required: DistributionProps = {
  priceClass: "PriceClass_100",
  pageTtlSeconds: 300,
  uncachedPaths: [],
  originReadTimeoutSeconds: 60,
  name: "site",
  errorPageBucketName: "site-errors",
  siteTitle: "Site",
  sitesBelowPaths: false,
  domainNames: ["www.example.com", "example.com"],
  certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
  loadBalancer: { arn: "arn:balancer", dnsName: "internal-site.elb.amazonaws.com", idleTimeoutSeconds: 70 },
};
const build = (props: Partial<DistributionProps> = {}) =>
  synth((stack) => {
    new Distribution(stack, "Distribution", { ...required, ...props });
  });

interface Behavior {
  readonly path_pattern: string;
  readonly cache_policy_id: string;
  readonly origin_request_policy_id?: string;
  readonly target_origin_id: string;
  readonly allowed_methods: string[];
}
const ordered = (props: Partial<DistributionProps> = {}) =>
  build(props).all(CloudfrontDistribution)[0]?.ordered_cache_behavior as Behavior[];

test("answers at the site's names over HTTP/2, HTTP/3 and IPv6, with TLS 1.2 or later", () => {
  expect(
    Testing.toHaveResourceWithProperties(build().json, CloudfrontDistribution.tfResourceType, {
      enabled: true,
      aliases: ["www.example.com", "example.com"],
      http_version: "http2and3",
      is_ipv6_enabled: true,
      price_class: "PriceClass_100",
      viewer_certificate: {
        acm_certificate_arn: required.certificateArn,
        minimum_protocol_version: "TLSv1.2_2021",
        ssl_support_method: "sni-only",
      },
    }),
  ).toBe(true);
});

test("sends every behaviour to HTTPS, and compresses", () => {
  const [{ default_cache_behavior: pages, ordered_cache_behavior: others } = {}] = build().all(CloudfrontDistribution);
  for (const behavior of [pages, ...(others as object[])]) {
    expect(behavior).toMatchObject({ viewer_protocol_policy: "redirect-to-https", compress: true });
  }
});

test("reaches the load balancer inside the VPC by TLS alone", () => {
  const { all } = build();
  expect(all(CloudfrontVpcOrigin)).toMatchObject([
    {
      vpc_origin_endpoint_config: [
        {
          arn: "arn:balancer",
          https_port: 443,
          origin_protocol_policy: "https-only",
          origin_ssl_protocols: [{ items: ["TLSv1.2"], quantity: 1 }],
        },
      ],
      timeouts: { create: "30m", update: "30m", delete: "30m" },
    },
  ]);
  expect(all(CloudfrontDistribution)[0]?.origin).toMatchObject([
    {
      domain_name: "internal-site.elb.amazonaws.com",
      vpc_origin_config: { origin_read_timeout: 60, origin_keepalive_timeout: 60 },
    },
    { origin_id: "error-page", origin_access_control_id: expect.stringContaining("origin_access_control") },
  ]);
});

test.each([
  [30, 20],
  [5, 1],
  [4000, 60],
])("with a load balancer that closes after %d seconds, keeps connections for %d", (idleTimeoutSeconds, kept) => {
  const loadBalancer = { ...required.loadBalancer, idleTimeoutSeconds };
  expect(build({ loadBalancer }).all(CloudfrontDistribution)[0]?.origin).toMatchObject([
    { vpc_origin_config: { origin_keepalive_timeout: kept } },
    {},
  ]);
});

test.each(["/wp-admin/*", "/wp-*.php", "/wp-json/*", "/xmlrpc.php", "/shop/*"])("keeps nothing under %s", (path) => {
  const behavior = ordered({ uncachedPaths: ["/shop/*"] }).find(({ path_pattern }) => path_pattern === path);
  expect(behavior).toMatchObject({
    cache_policy_id: MANAGED_POLICIES.cachingDisabled,
    origin_request_policy_id: MANAGED_POLICIES.allViewer,
    target_origin_id: "wordpress",
    allowed_methods: expect.arrayContaining(["POST", "PUT", "DELETE"]),
  });
});

test("in a network below one host, each site's login and files are met like the first's", () => {
  const behaviors = ordered({ sitesBelowPaths: true, uncachedPaths: ["/shop/*"] });
  const met = (path: string) =>
    behaviors.find(({ path_pattern: pattern }) =>
      new RegExp(`^${pattern.replace(/[.]/g, "\\.").replaceAll("*", ".*")}$`).test(path),
    );
  for (const site of ["", "/two"]) {
    for (const path of ["/wp-admin/post.php", "/wp-login.php", "/wp-json/wp/v2/posts", "/xmlrpc.php"]) {
      expect(met(site + path)).toMatchObject({ cache_policy_id: MANAGED_POLICIES.cachingDisabled });
    }
    const files = met(`${site}/wp-content/themes/one/style.css`);
    expect(files).toMatchObject({ allowed_methods: ["GET", "HEAD"], target_origin_id: "wordpress" });
    expect(files?.cache_policy_id).not.toBe(MANAGED_POLICIES.cachingDisabled);
  }
  expect(met("/two/a-page/")).toBeUndefined();
  expect(met("/shop/cart")).toMatchObject({ path_pattern: "/shop/*" });
});

test("login, cron and comments are met before the files, whose policy keeps them", () => {
  const paths = ordered().map(({ path_pattern }) => path_pattern);
  expect(paths.indexOf("/wp-*.php")).toBeLessThan(paths.indexOf("/wp-content/*"));
  for (const path of ["/wp-content/*", "/wp-includes/*"]) {
    expect(ordered().find(({ path_pattern }) => path_pattern === path)).toMatchObject({
      cache_policy_id: expect.stringContaining("FilePolicy"),
      allowed_methods: ["GET", "HEAD"],
    });
  }
});

test("pages are kept by WordPress's cookies, and forms can be sent to them", () => {
  expect(build().all(CloudfrontDistribution)[0]?.default_cache_behavior).toMatchObject({
    cache_policy_id: expect.stringContaining("PagePolicy"),
    origin_request_policy_id: MANAGED_POLICIES.userAgentAndReferer,
    allowed_methods: expect.arrayContaining(["GET", "POST"]),
  });
});

test("shows its own page for a few seconds when WordPress does not answer", () => {
  const [{ custom_error_response: responses } = {}] = build().all(CloudfrontDistribution);
  const page = { response_page_path: "/edge-errors/unavailable.html", error_caching_min_ttl: 5 };
  expect(responses).toEqual([502, 503, 504].map((code) => ({ error_code: code, response_code: code, ...page })));
  expect(ordered().find(({ path_pattern }) => path_pattern === "/edge-errors/*")).toMatchObject({
    target_origin_id: "error-page",
    cache_policy_id: MANAGED_POLICIES.cachingOptimized,
  });
});

test("adds a security header only where the answer has none", () => {
  const [{ security_headers_config: headers } = {}] = build().all(CloudfrontResponseHeadersPolicy);
  expect(headers).toMatchObject({
    strict_transport_security: { access_control_max_age_sec: 31536000, override: false },
    content_type_options: { override: false },
    referrer_policy: { override: false },
  });
});

test("takes a web ACL", () => {
  expect(build({ webAclArn: "arn:acl" }).all(CloudfrontDistribution)).toMatchObject([{ web_acl_id: "arn:acl" }]);
  expect(build().all(CloudfrontDistribution)[0]).not.toHaveProperty("web_acl_id");
});

test("refuses a site without a name, and a wait that CloudFront has not", () => {
  expect(() => build({ domainNames: [] })).toThrow(
    "test/Distribution: domainNames must hold one name or more, got none",
  );
  expect(() => build({ originReadTimeoutSeconds: 121 })).toThrow(
    "test/Distribution: originReadTimeoutSeconds must be a whole number from 1 to 120, got 121",
  );
});
