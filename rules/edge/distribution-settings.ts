import type { Block, Finding, Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide";
const API = "https://docs.aws.amazon.com/cloudfront/latest/APIReference";

/** Numbers in a place, which must not fall from the first to the last. */
function* outOfOrder(block: Block, ...attributes: readonly string[]): Iterable<Finding> {
  const known = attributes.flatMap((name) => {
    const value = block.number(name);
    return value === undefined ? [] : [{ name, value }];
  });
  for (const [index, { name, value }] of known.entries()) {
    const before = known[index - 1];
    if (before && value < before.value) yield block.problem(name, `${before.name} is ${before.value}`);
  }
}

function* wrongOrigin(origin: Block): Iterable<Finding> {
  const kinds = ["s3_origin_config", "custom_origin_config", "vpc_origin_config"].filter((name) => origin.has(name));
  if (kinds.length > 1) yield origin.problem(kinds[1] ?? "", `${kinds[0]} is set too`);
  if (origin.has("origin_access_control_id") && origin.has("vpc_origin_config"))
    yield origin.problem("origin_access_control_id", "the origin is in a VPC");
  const path = origin.text("origin_path");
  if (path !== undefined && path !== "" && (!path.startsWith("/") || path.endsWith("/")))
    yield origin.problem("origin_path", "begins with / and does not end with it");
  const attempts = origin.number("connection_attempts");
  if (attempts !== undefined && (attempts < 1 || attempts > 3)) yield origin.problem("connection_attempts", "1 to 3");
  const timeout = origin.number("connection_timeout");
  if (timeout !== undefined && (timeout < 1 || timeout > 10)) yield origin.problem("connection_timeout", "1 to 10 s");
}

export const distributionSettingRules: readonly Rule[] = [
  {
    id: "cloudfront-ttls",
    trap: 51,
    title: "TTLs are in order: minimum, default, maximum",
    source: `${GUIDE}/Expiration.html`,
    severity: "error",
    fix: "Raise max_ttl or lower the others.",
    on: ["aws_cloudfront_cache_policy", "aws_cloudfront_distribution"],
    *check(resource) {
      yield* outOfOrder(resource, "min_ttl", "default_ttl", "max_ttl");
      for (const name of ["default_cache_behavior", "ordered_cache_behavior"])
        for (const behavior of resource.blocks(name)) yield* outOfOrder(behavior, "min_ttl", "default_ttl", "max_ttl");
    },
  },
  {
    id: "cloudfront-error-page",
    trap: 79,
    title: "An error page has a path and a code, for an error that CloudFront lets one replace",
    source: `${API}/API_CustomErrorResponse.html`,
    severity: "error",
    fix: "Set response_page_path, which begins with /, together with response_code.",
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      const codes = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
      for (const response of resource.blocks("custom_error_response")) {
        const code = response.number("error_code");
        if (code !== undefined && !codes.includes(code))
          yield response.problem("error_code", `one of ${codes.join(", ")}`);
        const path = response.has("response_page_path");
        if (path !== response.has("response_code"))
          yield response.problem(path ? "response_code" : "response_page_path");
        const text = response.text("response_page_path");
        if (text !== undefined && !text.startsWith("/")) yield response.problem("response_page_path", "begins with /");
      }
    },
  },
  {
    id: "cloudfront-viewer-certificate",
    trap: 50,
    title: "A certificate of one's own says how it is served, and only one certificate is named",
    source: `${API}/API_ViewerCertificate.html`,
    severity: "error",
    fix: 'Set ssl_support_method = "sni-only" with acm_certificate_arn, and cloudfront_default_certificate without it.',
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      for (const viewer of resource.blocks("viewer_certificate")) {
        const own = ["acm_certificate_arn", "iam_certificate_id"].filter((name) => viewer.has(name));
        if (own.length > 0 && !viewer.has("ssl_support_method")) yield viewer.problem("ssl_support_method");
        if (own.length > 0 && viewer.flag("cloudfront_default_certificate"))
          yield viewer.problem("cloudfront_default_certificate", `${own[0]} is set too`);
        if (
          own.length === 0 &&
          !viewer.flag("cloudfront_default_certificate") &&
          !viewer.has("cloudfront_default_certificate")
        )
          yield viewer.problem("acm_certificate_arn", "no certificate");
      }
    },
  },
  {
    id: "cloudfront-origin-kind",
    trap: 52,
    title: "An origin is of one kind: of S3, of one's own or in a VPC, and its group has two members",
    source: `${API}/API_Origin.html`,
    severity: "error",
    fix: "Leave one of the blocks out; name two origins in a group.",
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      for (const origin of resource.blocks("origin")) yield* wrongOrigin(origin);
      const ids = resource.blocks("origin").map((one) => one.text("origin_id"));
      for (const group of resource.blocks("origin_group")) {
        const members = group.blocks("member");
        if (members.length !== 2) yield group.problem("member", `${members.length} members`, members.length);
        for (const member of members) {
          const id = member.text("origin_id");
          if (id !== undefined && !ids.includes(id) && !ids.includes(undefined))
            yield member.problem("origin_id", "no such origin");
        }
      }
    },
  },
  {
    id: "cloudfront-geo",
    trap: 79,
    title: "A restriction by country names countries, and none without one",
    source: `${API}/API_GeoRestriction.html`,
    severity: "error",
    fix: "Set locations with whitelist and blacklist only.",
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      for (const restriction of resource.blocks("restrictions").flatMap((one) => one.blocks("geo_restriction"))) {
        const type = restriction.text("restriction_type");
        if (type === "none" && restriction.has("locations"))
          yield restriction.problem("locations", "restriction_type is none");
        if ((type === "whitelist" || type === "blacklist") && !restriction.has("locations"))
          yield restriction.problem("locations", `restriction_type is ${type}`);
      }
    },
  },
  {
    id: "cloudfront-function-size",
    trap: 77,
    title: "A function of CloudFront has at most 10 KiB",
    source: `${GUIDE}/cloudfront-limits.html#limits-functions`,
    severity: "error",
    fix: "Move data into a key value store.",
    on: ["aws_cloudfront_function"],
    *check(resource) {
      const bytes = Buffer.byteLength(resource.text("code") ?? "");
      if (bytes > 10_240) yield resource.problem("code", `${bytes} bytes`, bytes);
    },
  },
];
