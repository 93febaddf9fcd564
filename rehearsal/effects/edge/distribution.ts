import type { CachePolicy, OriginRequestPolicy, ResponseHeadersPolicy } from "../../../aws/cloudfront/policies";
import type { Inventory } from "../../provider-double/inventory";
import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";
import { matchesPath } from "./path-pattern";
import { block, list, number, Policies, text } from "./policies";

export type EventType = "viewer-request" | "viewer-response";

/** A cache behaviour with all that its policies say. */
export interface Behavior {
  /** `*` for the default one. */
  readonly pathPattern: string;
  /** An origin, or a group of two. */
  readonly target: string;
  readonly viewerProtocolPolicy: "allow-all" | "https-only" | "redirect-to-https";
  readonly allowedMethods: readonly string[];
  readonly cachedMethods: readonly string[];
  readonly compress: boolean;
  readonly cache: CachePolicy;
  readonly originRequest: OriginRequestPolicy;
  readonly responseHeaders: ResponseHeadersPolicy | undefined;
  /** ARNs of functions by their event. */
  readonly functions: ReadonlyMap<EventType, string>;
}

export interface Origin {
  readonly id: string;
  readonly domainName: string;
  /** In front of each path. */
  readonly path: string;
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly vpcOriginId: string | undefined;
  readonly originAccessControlId: string | undefined;
  readonly protocolPolicy: "http-only" | "https-only" | "match-viewer";
  /** Seconds that CloudFront waits for an answer. */
  readonly readTimeout: number;
}

export interface OriginGroup {
  readonly id: string;
  readonly failoverStatuses: readonly number[];
  readonly members: readonly string[];
}

export interface ErrorResponse {
  readonly status: number;
  /** Seconds that the error is kept; undefined for CloudFront's own. */
  readonly minTtl: number | undefined;
  readonly pagePath: string | undefined;
  readonly responseStatus: number;
}

/** `aws_cloudfront_distribution`, as far as it decides what a visitor gets. */
export interface Distribution {
  readonly id: string;
  readonly arn: string;
  readonly domainName: string;
  readonly enabled: boolean;
  /** Without a slash. */
  readonly defaultRootObject: string | undefined;
  /** In their order, the default one last. */
  readonly behaviors: readonly Behavior[];
  readonly origins: readonly Origin[];
  readonly groups: readonly OriginGroup[];
  readonly errorResponses: readonly ErrorResponse[];
  /** What it asks for that has no effect here. */
  readonly ignored: readonly string[];
}

/** @throws when a policy that it names is not there */
export function readDistribution(state: ObjectValue, inventory: Inventory): Distribution {
  const policies = new Policies(inventory);
  const behaviors = [
    ...blocksOf(state.ordered_cache_behavior),
    { ...block(state.default_cache_behavior), path_pattern: "*" },
  ];
  return {
    id: String(state.id),
    arn: String(state.arn),
    domainName: String(state.domain_name),
    enabled: state.enabled !== false,
    defaultRootObject: text(state.default_root_object)?.replace(/^\//, ""),
    behaviors: behaviors.map((one) => readBehavior(one, policies)),
    origins: blocksOf(state.origin).map((one) => readOrigin(one, inventory)),
    groups: blocksOf(state.origin_group).map(readGroup),
    errorResponses: blocksOf(state.custom_error_response).map((one) => ({
      status: Number(one.error_code),
      minTtl: typeof one.error_caching_min_ttl === "number" ? one.error_caching_min_ttl : undefined,
      pagePath: text(one.response_page_path),
      responseStatus: number(one.response_code, Number(one.error_code)),
    })),
    ignored: ignoredBy(state, behaviors),
  };
}

/** The first behaviour whose pattern fits; the default one fits always. */
export function behaviorFor(distribution: Distribution, path: string): Behavior {
  const found = distribution.behaviors.find(({ pathPattern }) => pathPattern === "*" || matchesPath(pathPattern, path));
  if (found === undefined) throw new Error(`distribution ${distribution.id} has no default behaviour`);
  return found;
}

function readBehavior(one: ObjectValue, policies: Policies): Behavior {
  return {
    pathPattern: String(one.path_pattern),
    target: String(one.target_origin_id),
    viewerProtocolPolicy:
      one.viewer_protocol_policy === "allow-all" || one.viewer_protocol_policy === "https-only"
        ? one.viewer_protocol_policy
        : "redirect-to-https",
    allowedMethods: list(one.allowed_methods),
    cachedMethods: list(one.cached_methods),
    compress: one.compress === true,
    cache: policies.cache(one),
    originRequest: policies.originRequest(one),
    responseHeaders: policies.responseHeaders(one),
    functions: new Map(
      blocksOf(one.function_association).map(
        ({ event_type: event, function_arn: arn }) => [event as EventType, String(arn)] as const,
      ),
    ),
  };
}

/** Seconds that CloudFront waits for an origin that says nothing of it. */
const READ_TIMEOUT = 30;

function readOrigin(one: ObjectValue, inventory: Inventory): Origin {
  const vpc = block(one.vpc_origin_config);
  const custom = block(one.custom_origin_config);
  const vpcOriginId = text(vpc.vpc_origin_id);
  const endpoint = block(inventory.find("aws_cloudfront_vpc_origin", "id", vpcOriginId)?.vpc_origin_endpoint_config);
  return {
    id: String(one.origin_id),
    domainName: String(one.domain_name),
    path: text(one.origin_path) ?? "",
    customHeaders: Object.fromEntries(
      blocksOf(one.custom_header).map(({ name, value }) => [String(name).toLowerCase(), String(value)]),
    ),
    vpcOriginId,
    originAccessControlId: text(one.origin_access_control_id),
    protocolPolicy: protocolPolicy(endpoint.origin_protocol_policy ?? custom.origin_protocol_policy),
    readTimeout: number(vpc.origin_read_timeout ?? custom.origin_read_timeout, READ_TIMEOUT),
  };
}

function protocolPolicy(value: Value | undefined): Origin["protocolPolicy"] {
  return value === "http-only" || value === "match-viewer" ? value : "https-only";
}

function readGroup(one: ObjectValue): OriginGroup {
  const statuses = block(one.failover_criteria).status_codes;
  return {
    id: String(one.origin_id),
    failoverStatuses: (Array.isArray(statuses) ? statuses : []).map(Number),
    members: blocksOf(one.member).map(({ origin_id: id }) => String(id)),
  };
}

function ignoredBy(state: ObjectValue, behaviors: readonly ObjectValue[]): string[] {
  const geo = block(block(state.restrictions).geo_restriction).restriction_type;
  const anywhere = (attribute: string) =>
    behaviors.some(
      (one) => blocksOf(one[attribute]).length > 0 || list(one[attribute]).length > 0 || text(one[attribute]),
    );
  return [
    ...(text(state.web_acl_id) === undefined ? [] : ["rules of its web ACL that need more than one request"]),
    ...(geo === "whitelist" || geo === "blacklist" ? ["its restriction to countries"] : []),
    ...(anywhere("lambda_function_association") ? ["its functions of Lambda@Edge"] : []),
    ...(anywhere("trusted_key_groups") || anywhere("trusted_signers") ? ["signed addresses and cookies"] : []),
    ...(anywhere("field_level_encryption_id") ? ["encryption of fields"] : []),
  ];
}
