import type { Readable } from "node:stream";
import { acceptedEncodings, selectedCookies, selectedQuery, viewerHeader } from "./cache-key";
import type { Behavior, Origin } from "./distribution";
import { type Headers, HOP_BY_HOP, header, type ViewerRequest } from "./message";

export interface OriginRequest {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly headers: Headers;
}

export interface OriginAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readable;
}

/** What goes to every origin if the visitor sent it; the rest needs a policy. */
const ALWAYS_FORWARDED = [
  "cache-control",
  "content-length",
  "content-md5",
  "content-type",
  "date",
  "from",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "pragma",
  "range",
  "warning",
];

/** What reaches no origin, whatever a policy says. */
const NEVER_FORWARDED = new Set([...HOP_BY_HOP, "expect", "x-forwarded-proto", "x-real-ip"]);

/**
 * What CloudFront asks the origin: the key, what the origin request policy adds, and what it sends always.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html
 */
export function originRequest(
  request: ViewerRequest,
  behavior: Behavior,
  origin: Origin,
  requestId: string,
): OriginRequest {
  const { cache, originRequest: more } = behavior;
  const query = selectedQuery(request, cache.queries, more.queries);
  return {
    method: request.method,
    target: `${origin.path}${request.path}${query ? `?${query}` : ""}`,
    headers: {
      "user-agent": "Amazon CloudFront",
      ...forwardedHeaders(request, behavior),
      ...cookieHeader(request, behavior),
      ...encodingHeader(request, behavior),
      ...authorizationHeader(request, behavior),
      ...(isForwarded("host", behavior)
        ? { host: header(request.headers, "host") ?? "" }
        : { host: origin.domainName }),
      ...origin.customHeaders,
      "x-forwarded-for": [header(request.headers, "x-forwarded-for"), request.ip].filter(Boolean).join(", "),
      via: [header(request.headers, "via"), `${request.httpVersion} rehearsal.cloudfront.net (CloudFront)`]
        .filter(Boolean)
        .join(", "),
      "x-amz-cf-id": requestId,
    },
  };
}

function forwardedHeaders(request: ViewerRequest, behavior: Behavior): Headers {
  const { cache, originRequest: more } = behavior;
  const all = more.viewerHeaders ? Object.keys(request.headers) : [];
  const names = new Set([...all, ...ALWAYS_FORWARDED, ...cache.headers, ...more.headers]);
  for (const name of ["cookie", "accept-encoding", "authorization", "host", ...more.withoutHeaders]) {
    if (!cache.headers.includes(name)) names.delete(name);
  }
  return Object.fromEntries(
    [...names]
      .filter((name) => !NEVER_FORWARDED.has(name) && !/^x-(?:amz-cf|edge)-/.test(name))
      .flatMap((name) => {
        const value = viewerHeader(request, name);
        return value === undefined ? [] : [[name, value]];
      }),
  );
}

function isForwarded(name: string, { cache, originRequest: more }: Behavior): boolean {
  if (cache.headers.includes(name) || more.headers.includes(name)) return true;
  return more.viewerHeaders && !more.withoutHeaders.includes(name);
}

function cookieHeader(request: ViewerRequest, { cache, originRequest: more }: Behavior): Headers {
  const cookies = selectedCookies(request, cache.cookies, more.cookies);
  return cookies.length > 0 ? { cookie: cookies.join("; ") } : {};
}

function encodingHeader(request: ViewerRequest, behavior: Behavior): Headers {
  const { cache } = behavior;
  if (cache.gzip || cache.brotli) {
    const accepted = acceptedEncodings(request, cache);
    return accepted ? { "accept-encoding": accepted } : {};
  }
  const sent = header(request.headers, "accept-encoding");
  return sent !== undefined && isForwarded("accept-encoding", behavior) ? { "accept-encoding": sent } : {};
}

/** Without a policy only requests that are never kept hand a login on. */
function authorizationHeader(request: ViewerRequest, behavior: Behavior): Headers {
  const sent = header(request.headers, "authorization");
  const reads = ["GET", "HEAD"].includes(request.method) || behavior.cachedMethods.includes(request.method);
  if (sent === undefined || (reads && !isForwarded("authorization", behavior))) return {};
  return { authorization: sent };
}
