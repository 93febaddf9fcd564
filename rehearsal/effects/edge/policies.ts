import {
  MANAGED_CACHE_POLICIES,
  MANAGED_ORIGIN_REQUEST_POLICIES,
  MANAGED_RESPONSE_HEADERS_POLICIES,
} from "../../../aws/cloudfront/managed-policies";
import type {
  AddedHeader,
  CachePolicy,
  CorsHeaders,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  Selection,
} from "../../../aws/cloudfront/policies";
import type { Inventory } from "../../provider-double/inventory";
import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";

const DAY = 86400;
const YEAR = 31536000;

/** What a behaviour's policies say, its own or those that every account has. */
export class Policies {
  constructor(private readonly inventory: Inventory) {}

  /** @throws when the account has no policy of the id */
  cache(behavior: ObjectValue): CachePolicy {
    const id = text(behavior.cache_policy_id);
    if (id === undefined) return fromForwardedValues(behavior).cache;
    return MANAGED_CACHE_POLICIES[id] ?? readCachePolicy(this.find("aws_cloudfront_cache_policy", id));
  }

  /** @throws when the account has no policy of the id */
  originRequest(behavior: ObjectValue): OriginRequestPolicy {
    if (text(behavior.cache_policy_id) === undefined) return fromForwardedValues(behavior).originRequest;
    const id = text(behavior.origin_request_policy_id);
    if (id === undefined) return NOTHING_MORE;
    return (
      MANAGED_ORIGIN_REQUEST_POLICIES[id] ??
      readOriginRequestPolicy(this.find("aws_cloudfront_origin_request_policy", id))
    );
  }

  /** @throws when the account has no policy of the id */
  responseHeaders(behavior: ObjectValue): ResponseHeadersPolicy | undefined {
    const id = text(behavior.response_headers_policy_id);
    if (id === undefined) return undefined;
    return (
      MANAGED_RESPONSE_HEADERS_POLICIES[id] ??
      readResponseHeadersPolicy(this.find("aws_cloudfront_response_headers_policy", id))
    );
  }

  private find(type: string, id: string): ObjectValue {
    const found = this.inventory.find(type, "id", id);
    if (found === undefined) throw new Error(`${type} ${id} was not applied here, and CloudFront has no managed one`);
    return found;
  }
}

const NOTHING_MORE: OriginRequestPolicy = {
  ...{ viewerHeaders: false, headers: [], withoutHeaders: [], cookies: "none", queries: "none" },
};

function readCachePolicy(state: ObjectValue): CachePolicy {
  const parameters = block(state.parameters_in_cache_key_and_forwarded_to_origin);
  const headers = block(parameters.headers_config);
  const minTtl = number(state.min_ttl, 0);
  const defaultTtl = number(state.default_ttl, Math.max(minTtl, DAY));
  return {
    minTtl,
    defaultTtl,
    maxTtl: number(state.max_ttl, Math.max(defaultTtl, YEAR)),
    headers: headers.header_behavior === "whitelist" ? lowercase(items(headers.headers)) : [],
    ...selections(parameters),
    gzip: parameters.enable_accept_encoding_gzip === true,
    brotli: parameters.enable_accept_encoding_brotli === true,
  };
}

function readOriginRequestPolicy(state: ObjectValue): OriginRequestPolicy {
  const headers = block(state.headers_config);
  const named = lowercase(items(headers.headers));
  const behavior = text(headers.header_behavior) ?? "none";
  return {
    viewerHeaders: ["allViewer", "allViewerAndWhitelistCloudFront", "allExcept"].includes(behavior),
    headers: ["whitelist", "allViewerAndWhitelistCloudFront"].includes(behavior) ? named : [],
    withoutHeaders: behavior === "allExcept" ? named : [],
    ...selections(state),
  };
}

function selections(parameters: ObjectValue): { cookies: Selection; queries: Selection } {
  const cookies = block(parameters.cookies_config);
  const queries = block(parameters.query_strings_config);
  return {
    cookies: selection(cookies.cookie_behavior, items(cookies.cookies)),
    queries: selection(queries.query_string_behavior, items(queries.query_strings)),
  };
}

function selection(behavior: Value | undefined, names: readonly string[]): Selection {
  if (behavior === "all") return "all";
  if (behavior === "whitelist") return { only: names };
  return behavior === "allExcept" ? { except: names } : "none";
}

/** A behaviour without policies (https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ForwardedValues.html): all that is forwarded is in the key, but for queries that `query_string_cache_keys` leaves out. */
function fromForwardedValues(behavior: ObjectValue): { cache: CachePolicy; originRequest: OriginRequestPolicy } {
  const forwarded = block(behavior.forwarded_values);
  const headers = lowercase(list(forwarded.headers));
  const cookies = block(forwarded.cookies);
  const keys = list(forwarded.query_string_cache_keys);
  const queries: Selection = forwarded.query_string === true ? "all" : "none";
  const everyHeader = headers.includes("*");
  const minTtl = number(behavior.min_ttl, 0);
  return {
    cache: {
      minTtl: everyHeader ? 0 : minTtl,
      defaultTtl: everyHeader ? 0 : number(behavior.default_ttl, Math.max(minTtl, DAY)),
      maxTtl: everyHeader ? 0 : number(behavior.max_ttl, YEAR),
      headers: everyHeader ? [] : headers,
      cookies: selection(cookies.forward, list(cookies.whitelisted_names)),
      queries: queries === "all" && keys.length > 0 ? { only: keys } : queries,
      gzip: behavior.compress === true,
      brotli: false,
    },
    originRequest: { ...NOTHING_MORE, viewerHeaders: everyHeader, queries },
  };
}

function readResponseHeadersPolicy(state: ObjectValue): ResponseHeadersPolicy {
  const cors = blocksOf(state.cors_config)[0];
  return {
    added: [...securityHeaders(block(state.security_headers_config)), ...customHeaders(state.custom_headers_config)],
    removed: lowercase(blocksOf(block(state.remove_headers_config).items).flatMap(({ header }) => text(header) ?? [])),
    cors: cors && readCors(cors),
  };
}

function customHeaders(config: Value | undefined): AddedHeader[] {
  return blocksOf(block(config).items).map(({ header, value, override }) => ({
    name: String(header).toLowerCase(),
    value: String(value),
    override: override === true,
  }));
}

function securityHeaders(config: ObjectValue): AddedHeader[] {
  const made = (name: string, part: Value | undefined, value: (part: ObjectValue) => string): AddedHeader[] =>
    blocksOf(part).map((one) => ({ name, value: value(one), override: one.override === true }));
  return [
    ...made("content-security-policy", config.content_security_policy, (one) => String(one.content_security_policy)),
    ...made("x-content-type-options", config.content_type_options, () => "nosniff"),
    ...made("x-frame-options", config.frame_options, (one) => String(one.frame_option)),
    ...made("referrer-policy", config.referrer_policy, (one) => String(one.referrer_policy)),
    ...made("strict-transport-security", config.strict_transport_security, (one) =>
      [
        `max-age=${one.access_control_max_age_sec}`,
        ...(one.include_subdomains === true ? ["includeSubDomains"] : []),
        ...(one.preload === true ? ["preload"] : []),
      ].join("; "),
    ),
    ...made("x-xss-protection", config.xss_protection, (one) =>
      [
        one.protection === true ? "1" : "0",
        ...(one.mode_block === true ? ["mode=block"] : []),
        ...(text(one.report_uri) === undefined ? [] : [`report=${one.report_uri}`]),
      ].join("; "),
    ),
  ];
}

function readCors(cors: ObjectValue): CorsHeaders {
  return {
    origins: items(cors.access_control_allow_origins),
    methods: items(cors.access_control_allow_methods),
    headers: items(cors.access_control_allow_headers),
    expose: items(cors.access_control_expose_headers),
    credentials: cors.access_control_allow_credentials === true,
    maxAge: typeof cors.access_control_max_age_sec === "number" ? cors.access_control_max_age_sec : undefined,
    override: cors.origin_override === true,
  };
}

/** The one block of a name, or an empty one. */
export function block(value: Value | undefined): ObjectValue {
  return blocksOf(value)[0] ?? {};
}

export function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function list(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function number(value: Value | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function items(value: Value | undefined): string[] {
  return list(block(value).items);
}

function lowercase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}
