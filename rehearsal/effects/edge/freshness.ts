import type { CachePolicy } from "../../../aws/cloudfront/policies";
import type { Headers } from "./message";
import { header } from "./message";

/** The directives of Cache-Control by name; one without a value is the empty string. */
export type Directives = ReadonlyMap<string, string>;

/** How an answer of the origin may be used, in seconds. */
export interface Lifetime {
  /** Whether it is kept at all. What is kept with a lifetime of 0 is asked about each time. */
  readonly kept: boolean;
  readonly seconds: number;
  /** How long beyond its lifetime it is shown while it is renewed. */
  readonly staleWhileRevalidate: number;
  /** How long beyond its lifetime it is shown in place of an error. */
  readonly staleIfError: number;
}

const NOT_KEPT: Lifetime = { kept: false, seconds: 0, staleWhileRevalidate: 0, staleIfError: 0 };

/** Reads Cache-Control. */
export function directives(headers: Headers): Directives {
  const found = new Map<string, string>();
  const text = header(headers, "cache-control") ?? "";
  for (const [, name = "", quoted, plain] of text.matchAll(/([A-Za-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,]*)))?/g)) {
    found.set(name.toLowerCase(), quoted ?? plain ?? "");
  }
  return found;
}

/** Whether the origin forbids to keep: `no-cache` for one header alone does not. */
function isForbidden(found: Directives): boolean {
  return found.has("no-store") || isBare(found, "private") || isBare(found, "no-cache");
}

/**
 * For how long CloudFront keeps an answer that is no error. With a minimum TTL above 0 it keeps even what the origin forbids to keep.
 *
 * @param now milliseconds
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html, the table of "Specify the amount of time that CloudFront caches objects"
 */
export function lifetime(headers: Headers, policy: CachePolicy, now: number): Lifetime {
  const { minTtl, defaultTtl, maxTtl } = policy;
  if (maxTtl === 0) return NOT_KEPT;
  const found = directives(headers);
  if (isForbidden(found)) return minTtl > 0 ? { ...NOT_KEPT, kept: true, seconds: minTtl } : NOT_KEPT;
  const said = saidLifetime(headers, now);
  const seconds = said === undefined ? Math.max(minTtl, defaultTtl) : Math.min(Math.max(said, minTtl), maxTtl);
  if (said === undefined && seconds === 0) return NOT_KEPT;
  const strict = found.has("must-revalidate") || found.has("proxy-revalidate");
  return {
    kept: true,
    seconds,
    staleWhileRevalidate: strict ? 0 : bounded(found.get("stale-while-revalidate"), 0, maxTtl),
    // CloudFront shows what it has while the origin fails, unless the answer says for how long.
    staleIfError: strict ? 0 : bounded(found.get("stale-if-error"), Number.POSITIVE_INFINITY, maxTtl),
  };
}

/** Errors that CloudFront keeps, whatever their headers say but `no-store`, `no-cache` and `private` of the first four. */
const HEEDED = new Set([404, 410, 414, 501]);
const ALWAYS_KEPT = new Set([...HEEDED, 500, 502, 503, 504]);
/** Errors that CloudFront keeps if the answer says for how long. */
const KEPT_IF_SAID = new Set([400, 403, 405, 412, 415]);

/** Seconds that an error is kept when the distribution does not say. */
const ERROR_SECONDS = 10;

/**
 * For how long CloudFront keeps an error: by the behaviour's policy it may keep nothing, and yet keeps errors.
 *
 * @param minimum seconds, `error_caching_min_ttl` of the code
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html and custom-error-pages-expiration.html
 */
export function errorLifetime(
  status: number,
  headers: Headers,
  { minimum = ERROR_SECONDS, policy, now }: { readonly minimum?: number; readonly policy: CachePolicy; now: number },
): number {
  const said = saidLifetime(headers, now);
  if (!ALWAYS_KEPT.has(status) && !(KEPT_IF_SAID.has(status) && said !== undefined)) return 0;
  if (isForbidden(directives(headers)) && HEEDED.has(status)) return 0;
  return Math.max(minimum, Math.min(said ?? 0, policy.maxTtl));
}

function saidLifetime(headers: Headers, now: number): number | undefined {
  const found = directives(headers);
  for (const name of ["s-maxage", "max-age"]) {
    const value = found.get(name);
    if (value !== undefined && /^\d+$/.test(value)) return Number(value);
  }
  const expires = header(headers, "expires");
  if (expires === undefined) return undefined;
  const at = Date.parse(expires);
  return Number.isNaN(at) ? 0 : Math.max(0, Math.floor((at - now) / 1000));
}

function isBare(found: Directives, name: string): boolean {
  return found.get(name) === "";
}

function bounded(value: string | undefined, otherwise: number, most: number): number {
  return value !== undefined && /^\d+$/.test(value) ? Math.min(Number(value), most) : otherwise;
}
