import type { Block } from "../../terraform/block";
import type { Finding, Resource, Rule, Tree } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide";
const HOST_NAME = /^(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}$/;

const behaviors = (distribution: Resource): Block[] => [
  ...distribution.blocks("default_cache_behavior"),
  ...distribution.blocks("ordered_cache_behavior"),
];

/** What a cache policy takes into its key: the block, the argument that says how, and the block with the names. */
const LISTS = [
  ["headers_config", "header_behavior", "headers"],
  ["cookies_config", "cookie_behavior", "cookies"],
  ["query_strings_config", "query_string_behavior", "query_strings"],
] as const;

export const distributionRules: readonly Rule[] = [
  {
    id: "cloudfront-certificate-region",
    trap: 50,
    title: "CloudFront takes certificates of us-east-1 only",
    source: `${GUIDE}/cnames-and-https-requirements.html`,
    severity: "error",
    fix: "Make the certificate with a provider for us-east-1.",
    on: ["aws_cloudfront_distribution"],
    *check(resource, tree) {
      const viewer = resource.block("viewer_certificate");
      if (!viewer?.has("acm_certificate_arn")) return;
      const certificate = certificateOf(viewer, "acm_certificate_arn", tree);
      const region = certificate
        ? certificate.region
        : /^arn:[\w-]+:acm:([\w-]+):/.exec(viewer.text("acm_certificate_arn") ?? "")?.[1];
      if (region && region !== "us-east-1") yield viewer.problem("acm_certificate_arn", `of ${region}`);
    },
  },
  {
    id: "cloudfront-alias-certificate",
    trap: 50,
    title: "Every alias of a distribution is on its certificate; the default certificate has none",
    source: `${GUIDE}/CNAMEs.html#alternate-domain-names-requirements`,
    severity: "error",
    fix: "Use a certificate with the alias among its names.",
    on: ["aws_cloudfront_distribution"],
    *check(resource, tree) {
      const viewer = resource.block("viewer_certificate");
      const aliases = resource.texts("aliases");
      if (!viewer || !resource.has("aliases")) return;
      if (viewer.flag("cloudfront_default_certificate"))
        yield resource.problem("aliases", "the default certificate is used");
      const certificate = certificateOf(viewer, "acm_certificate_arn", tree);
      const names = certificate
        ? [certificate.text("domain_name"), ...certificate.texts("subject_alternative_names")]
        : [];
      const complete = certificate?.mode === "resource" && names[0] !== undefined;
      const missing = aliases.filter(
        (alias) => !names.some((name) => name === alias || (name && onWildcard(alias, name))),
      );
      if (complete && missing.length > 0)
        yield resource.problem("aliases", `not on the certificate: ${missing.join(", ")}`);
    },
  },
  {
    id: "cloudfront-cache-behavior",
    trap: 51,
    title: "A cache behavior uses a cache policy or forwarded_values, not both and not neither",
    source: `${GUIDE}/controlling-the-cache-key.html`,
    severity: "error",
    fix: "Remove forwarded_values and the TTLs, and say them in a cache policy.",
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      for (const behavior of behaviors(resource)) {
        const policy = behavior.has("cache_policy_id");
        const legacy = behavior.has("forwarded_values");
        if (policy && legacy) yield behavior.problem("cache_policy_id", "forwarded_values is set too");
        if (!policy && !legacy) yield behavior.problem("cache_policy_id");
      }
    },
  },
  {
    id: "cloudfront-cache-methods",
    trap: 51,
    title: "A behavior allows one of the three sets of methods, and caches methods that it allows",
    source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_AllowedMethods.html",
    severity: "error",
    fix: "Allow GET and HEAD, these and OPTIONS, or all seven methods.",
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      const sets = ["GET,HEAD", "GET,HEAD,OPTIONS", "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"];
      for (const behavior of behaviors(resource)) {
        const allowed = behavior.texts("allowed_methods").sort();
        const cached = behavior.texts("cached_methods");
        if (allowed.length > 0 && !sets.includes(allowed.join())) yield behavior.problem("allowed_methods");
        else if (cached.some((method) => allowed.length > 0 && !allowed.includes(method)))
          yield behavior.problem("cached_methods");
      }
    },
  },
  {
    id: "cloudfront-cache-policy",
    trap: 51,
    title:
      "A cache policy names what it lists, and without caching lists no headers, cookies or query strings and no compression",
    source: `${GUIDE}/cache-key-understand-cache-policy.html`,
    severity: "error",
    fix: 'Name what is listed; raise max_ttl above 0, or set every behavior to "none" and the accept_encoding flags to false.',
    on: ["aws_cloudfront_cache_policy"],
    *check(resource) {
      const parameters = resource.block("parameters_in_cache_key_and_forwarded_to_origin");
      const ttls = ["min_ttl", "default_ttl", "max_ttl"].map((name) =>
        resource.has(name) ? resource.number(name) : Number.NaN,
      );
      const uncached = ttls.every((ttl) => ttl === 0);
      for (const [config, behavior, items] of LISTS) {
        const block = parameters?.block(config);
        const isListed = ["whitelist", "allExcept"].includes(block?.text(behavior) ?? "");
        if (block && isListed && !block.has(items)) yield block.problem(behavior, `needs ${items}`);
      }
      if (!parameters || !uncached) return;
      for (const [block, attribute] of LISTS) {
        const config = parameters.block(block);
        if (config && ![undefined, "none"].includes(config.text(attribute)))
          yield config.problem(attribute, "all TTLs are 0");
      }
      for (const flag of ["enable_accept_encoding_gzip", "enable_accept_encoding_brotli"]) {
        if (parameters.flag(flag)) yield parameters.problem(flag, "all TTLs are 0");
      }
    },
  },
  {
    id: "cloudfront-policy-headers",
    trap: 51,
    title: "Accept-Encoding is never listed, and Authorization only in a cache policy",
    source: `${GUIDE}/cache-key-understand-cache-policy.html#cache-key-understand-cache-policy-settings-headers`,
    severity: "error",
    fix: "Use the accept_encoding flags, and put Authorization into the cache policy or use AllViewer.",
    on: ["aws_cloudfront_cache_policy", "aws_cloudfront_origin_request_policy"],
    *check(resource) {
      const parameters = resource.block("parameters_in_cache_key_and_forwarded_to_origin") ?? resource;
      const forbidden =
        resource.type === "aws_cloudfront_cache_policy" ? ["accept-encoding"] : ["accept-encoding", "authorization"];
      for (const headers of parameters.blocks("headers_config").flatMap((config) => config.blocks("headers"))) {
        const wrong = headers.texts("items").filter((item) => forbidden.includes(item.toLowerCase()));
        if (wrong.length > 0) yield headers.problem("items", wrong.join(", "));
      }
    },
  },
  {
    id: "cloudfront-origin-id",
    trap: 52,
    title: "A behavior sends requests to an origin that the distribution has",
    source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DefaultCacheBehavior.html",
    severity: "error",
    fix: "Correct target_origin_id.",
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      const origins = [...resource.blocks("origin"), ...resource.blocks("origin_group")];
      const ids = origins.map((origin) => origin.text("origin_id"));
      for (const behavior of behaviors(resource)) {
        const id = behavior.text("target_origin_id");
        if (id !== undefined && !ids.includes(id) && !ids.includes(undefined))
          yield behavior.problem("target_origin_id", `origins: ${ids.join(", ")}`);
      }
    },
  },
  {
    id: "cloudfront-origin",
    trap: 52,
    title: "An origin is a host name, reads for 1 to 120 seconds and sets no header of AWS's own",
    source: `${GUIDE}/DownloadDistValuesOrigin.html`,
    severity: "error",
    fix: "Write the host without scheme and path, and keep timeouts in their ranges.",
    on: ["aws_cloudfront_distribution"],
    *check(resource) {
      for (const origin of resource.blocks("origin")) yield* originFindings(origin);
    },
  },
  {
    id: "cloudfront-web-acl",
    trap: 52,
    title: "A distribution names its web ACL by ARN, of scope CLOUDFRONT",
    source: "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html",
    severity: "error",
    fix: "Use the arn attribute of an aws_wafv2_web_acl with scope CLOUDFRONT.",
    on: ["aws_cloudfront_distribution"],
    *check(resource, tree) {
      const target = tree.referent(resource.json.web_acl_id, resource.stack);
      const text = target ? undefined : resource.text("web_acl_id");
      if (target?.resource.type === "aws_wafv2_web_acl") {
        if (target.path.at(-1) !== "arn") yield resource.problem("web_acl_id", "not the arn");
        else if (target.resource.text("scope") === "REGIONAL")
          yield resource.problem("web_acl_id", "scope is REGIONAL");
      } else if (text && !/^arn:[\w-]+:wafv2:us-east-1:\d{12}:global\/webacl\//.test(text))
        yield resource.problem("web_acl_id");
    },
  },
  {
    id: "cloudfront-log-bucket",
    trap: 52,
    title: "The log bucket of a distribution is named by its domain and accepts ACLs",
    source: `${GUIDE}/standard-logging-legacy-s3.html`,
    severity: "error",
    fix: "Use bucket_domain_name and object_ownership BucketOwnerPreferred, or log by aws_cloudwatch_log_delivery.",
    on: ["aws_cloudfront_distribution"],
    *check(resource, tree) {
      const logging = resource.block("logging_config");
      if (!logging?.has("bucket")) return;
      const target = tree.referent(logging.json.bucket, resource.stack);
      const domain = target
        ? `x${target.path.at(-1)?.endsWith("domain_name") ? ".s3.amazonaws.com" : ""}`
        : (logging.text("bucket") ?? ".s3.");
      if (!/\.s3[.-]/.test(domain)) yield logging.problem("bucket", "no domain of S3");
      if (target?.resource.type !== "aws_s3_bucket") return;
      const controls = tree.referring(target.resource, "bucket", "aws_s3_bucket_ownership_controls");
      const ownership = controls.map((control) => control.block("rule")?.text("object_ownership") ?? "");
      if (!ownership.some((mode) => mode !== "BucketOwnerEnforced"))
        yield logging.problem("bucket", "ACLs are off (BucketOwnerEnforced)");
    },
  },
];

function* originFindings(origin: Block): Iterable<Finding> {
  const domain = origin.text("domain_name");
  if (domain !== undefined && !HOST_NAME.test(domain)) yield origin.problem("domain_name", "no host name");
  for (const header of origin.blocks("custom_header")) {
    if (/^x-(amz|edge)-/i.test(header.text("name") ?? "")) yield header.problem("name");
  }
  for (const config of [...origin.blocks("custom_origin_config"), ...origin.blocks("vpc_origin_config")]) {
    const read = config.number("origin_read_timeout");
    const keep = config.number("origin_keepalive_timeout");
    if (read !== undefined && (read < 1 || read > 120)) yield config.problem("origin_read_timeout", "1 to 120 s");
    if (keep !== undefined && (keep < 1 || keep > 120)) yield config.problem("origin_keepalive_timeout", "1 to 120 s");
  }
}

/** The certificate behind an ARN, also when the ARN comes from its validation. */
function certificateOf(block: Block, attribute: string, tree: Tree): Resource | undefined {
  const target = block.follow(attribute);
  return target?.type === "aws_acm_certificate_validation"
    ? tree.referent(target.json.certificate_arn, target.stack)?.resource
    : target;
}

/** Whether a name such as `*.example.org` stands for `www.example.org`; a wildcard is one label. */
export function onWildcard(name: string, pattern: string): boolean {
  return pattern.startsWith("*.") && name.split(".").slice(1).join(".") === pattern.slice(2);
}
