import { all, blocksOf, elementsOf, largest, type Quota, RAISE } from "./quota";

const CLOUDFRONT = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html";

const WAF = "https://docs.aws.amazon.com/waf/latest/developerguide/limits.html";

/** CloudFront, WAF and certificates. */
export const EDGE_QUOTAS: readonly Quota[] = [
  {
    id: "quota-behaviors",
    title: "cache behaviors a distribution, the default one included",
    most: 75,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => [...blocksOf(owner, "default_cache_behavior"), ...blocksOf(owner, "ordered_cache_behavior")],
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-origins",
    title: "origins a distribution",
    most: 100,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => blocksOf(owner, "origin"),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-origin-groups",
    title: "origin groups a distribution",
    most: 10,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => blocksOf(owner, "origin_group"),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-aliases",
    title: "aliases a distribution",
    most: 100,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => elementsOf(owner, "aliases"),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-origin-headers",
    title: "custom headers an origin",
    most: 30,
    on: ["aws_cloudfront_distribution"],
    counted: (owner) => largest(owner.blocks("origin").map((one) => blocksOf(one, "custom_header"))),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-policy-items",
    title: "headers, cookies or query strings a cache or origin request policy",
    most: 10,
    on: ["aws_cloudfront_cache_policy", "aws_cloudfront_origin_request_policy"],
    counted: (owner) => {
      const holder = owner.block("parameters_in_cache_key_and_forwarded_to_origin") ?? owner;
      const lists = [
        ["headers_config", "headers"],
        ["cookies_config", "cookies"],
        ["query_strings_config", "query_strings"],
      ].map(([config = "", list = ""]) =>
        holder.blocks(config).flatMap((one) => one.blocks(list).flatMap((items) => elementsOf(items, "items"))),
      );
      return largest(lists);
    },
    source: CLOUDFRONT,
    fix: 'Name fewer, or take "all" or "allExcept".',
  },
  {
    id: "quota-cache-policies",
    title: "cache policies an account",
    most: 20,
    on: ["aws_cloudfront_cache_policy"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: CLOUDFRONT,
    fix: "Use AWS's managed policies.",
  },
  {
    id: "quota-origin-request-policies",
    title: "origin request policies an account",
    most: 20,
    on: ["aws_cloudfront_origin_request_policy"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: CLOUDFRONT,
    fix: "Use AWS's managed policies.",
  },
  {
    id: "quota-response-headers-policies",
    title: "response headers policies an account",
    most: 20,
    on: ["aws_cloudfront_response_headers_policy"],
    counted: (owner, tree) => all(owner, tree, "name"),
    source: CLOUDFRONT,
    fix: "Use AWS's managed policies.",
  },
  {
    id: "quota-response-headers",
    title: "custom headers a response headers policy",
    most: 10,
    on: ["aws_cloudfront_response_headers_policy"],
    counted: (owner) => owner.blocks("custom_headers_config").flatMap((one) => blocksOf(one, "items")),
    source: CLOUDFRONT,
    fix: RAISE,
  },
  {
    id: "quota-regex-patterns",
    title: "patterns a pattern set of WAF",
    most: 10,
    on: ["aws_wafv2_regex_pattern_set"],
    counted: (owner) => blocksOf(owner, "regular_expression"),
    source: WAF,
    fix: "Join patterns by |, or take a second set.",
  },
  {
    id: "quota-certificate-names",
    title: "names a certificate",
    most: 10,
    on: ["aws_acm_certificate"],
    counted: (owner) => {
      const first = { finding: (detail: string, value: unknown) => owner.problem("domain_name", detail, value) };
      const own = owner.text("domain_name");
      const others = owner.texts("subject_alternative_names").filter((name) => name !== own);
      return [
        first,
        ...others.map(() => ({
          finding: (detail: string, value: unknown) => owner.problem("subject_alternative_names", detail, value),
        })),
      ];
    },
    source: "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html",
    fix: "Use a wildcard, or ask for a higher quota and waive this rule.",
  },
];
