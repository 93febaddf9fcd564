import type { CachePolicy, Selection } from "../../../aws/cloudfront/policies";
import { wildcard } from "../../../aws/wildcard";
import { cloudFrontHeader } from "./cloudfront-headers";
import { cookiesOf, header, queriesOf, type ViewerRequest } from "./message";

/**
 * Under what an answer is kept: two visitors with the same key get the same answer. The scheme is in it only if the policy names
 * CloudFront-Forwarded-Proto, and a method only if it is OPTIONS.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-the-cache-key.html
 */
export function cacheKey(request: ViewerRequest, policy: CachePolicy): string {
  return JSON.stringify([
    request.method === "OPTIONS" ? request.method : "GET",
    request.path,
    selectedQuery(request, policy.queries),
    policy.headers.map((name) => [name, viewerHeader(request, name) ?? null]),
    selectedCookies(request, policy.cookies).toSorted(),
    acceptedEncodings(request, policy),
  ]);
}

/** A header that the visitor sent, or one that CloudFront makes from what it knows of the visitor. */
export function viewerHeader(request: ViewerRequest, name: string): string | undefined {
  return name.startsWith("cloudfront-") ? cloudFrontHeader(request, name) : header(request.headers, name);
}

/** The part of the query that these selections name, in the order in which the visitor sent it. */
export function selectedQuery(request: ViewerRequest, ...selections: readonly Selection[]): string {
  return queriesOf(request.query)
    .filter(([name]) => selections.some((selection) => selects(selection, name, false)))
    .map(([name, value]) => (value === undefined ? name : `${name}=${value}`))
    .join("&");
}

/** The cookies that these selections name, as `name=value`. */
export function selectedCookies(request: ViewerRequest, ...selections: readonly Selection[]): string[] {
  return cookiesOf(request.headers)
    .filter(([name]) => selections.some((selection) => selects(selection, name, true)))
    .map(([name, value]) => `${name}=${value}`);
}

/**
 * Accept-Encoding as CloudFront sends it on when it may keep compressed answers: only what the policy allows, in one spelling.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cache-key-understand-cache-policy.html#cache-policy-compressed-objects
 */
export function acceptedEncodings(request: ViewerRequest, { gzip, brotli }: CachePolicy): string {
  const accepted = (header(request.headers, "accept-encoding") ?? "")
    .split(",")
    .map((one) => one.trim().toLowerCase())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.replace(/\s*;.*$/, ""));
  return [
    ...(brotli && accepted.includes("br") ? ["br"] : []),
    ...(gzip && accepted.includes("gzip") ? ["gzip"] : []),
  ].join(",");
}

function selects(selection: Selection, name: string, wildcards: boolean): boolean {
  if (typeof selection === "string") return selection === "all";
  const named = (names: readonly string[]) =>
    names.some((one) => (wildcards ? wildcard(one).test(name) : one === name));
  return "only" in selection ? named(selection.only) : !named(selection.except);
}
