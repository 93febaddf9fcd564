import type { AddedHeader, CachePolicy, CorsHeaders, OriginRequestPolicy, ResponseHeadersPolicy } from "./policies";

/** Ids of the policies that this project's distribution takes ("Use managed cache policies", "Use managed origin request policies"). */
export const MANAGED_POLICIES = {
  /** Keeps nothing. */
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  /** Hands on all that the visitor sent: cookies, query and headers, Host and Authorization among them. */
  allViewer: "216adef6-5c7f-47e4-b989-5492eafa07d3",
  /** Hands on the two headers that WordPress logs with comments and logins; the key does not vary by them. */
  userAgentAndReferer: "acba4595-bd28-49b8-b9fe-13317c0390fa",
  /** Keeps by path alone; for the origin that is a bucket. */
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
} as const;

const KEPT: CachePolicy = {
  ...{ minTtl: 1, defaultTtl: 86400, maxTtl: 31536000 },
  ...{ headers: [], cookies: "none", queries: "none", gzip: true, brotli: true },
};

const AS_ORIGIN_SAYS: CachePolicy = {
  ...KEPT,
  ...{ minTtl: 0, defaultTtl: 0, cookies: "all" },
  headers: ["host", "origin", "x-http-method-override", "x-http-method", "x-method-override"],
};

/** By id (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html). */
export const MANAGED_CACHE_POLICIES: Readonly<Record<string, CachePolicy>> = {
  [MANAGED_POLICIES.cachingDisabled]: {
    ...KEPT,
    ...{ minTtl: 0, defaultTtl: 0, maxTtl: 0, gzip: false, brotli: false },
  },
  [MANAGED_POLICIES.cachingOptimized]: KEPT,
  // CachingOptimizedForUncompressedObjects
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": { ...KEPT, gzip: false, brotli: false },
  // UseOriginCacheControlHeaders
  "83da9c7e-98b4-4e11-a168-04f0df8e2c65": AS_ORIGIN_SAYS,
  // UseOriginCacheControlHeaders-QueryStrings
  "4cc15a8a-d715-48a4-82b8-cc0b614638fe": { ...AS_ORIGIN_SAYS, queries: "all" },
  // Amplify
  "2e54312d-136d-493c-8eb9-b001f22f67d2": {
    ...KEPT,
    ...{ minTtl: 2, defaultTtl: 2, maxTtl: 600, cookies: "all", queries: "all" },
    headers: ["authorization", "cloudfront-viewer-country", "host"],
  },
  // Elemental-MediaPackage
  "08627262-05a9-4f76-9ded-b50ca2e3a84f": {
    ...KEPT,
    ...{ minTtl: 0, headers: ["origin"], brotli: false },
    queries: { only: ["aws.manifestfilter", "start", "end", "m"] },
  },
};

const NOTHING: OriginRequestPolicy = {
  ...{ viewerHeaders: false, headers: [], withoutHeaders: [], cookies: "none", queries: "none" },
};
const EVERYTHING: OriginRequestPolicy = { ...NOTHING, viewerHeaders: true, cookies: "all", queries: "all" };

const CLOUDFRONT_HEADERS = [
  "forwarded-proto",
  "is-android-viewer",
  "is-desktop-viewer",
  "is-ios-viewer",
  "is-mobile-viewer",
  "is-smarttv-viewer",
  "is-tablet-viewer",
  "viewer-address",
  "viewer-asn",
  "viewer-city",
  "viewer-country",
  "viewer-country-name",
  "viewer-country-region",
  "viewer-country-region-name",
  "viewer-http-version",
  "viewer-latitude",
  "viewer-longitude",
  "viewer-metro-code",
  "viewer-postal-code",
  "viewer-time-zone",
  "viewer-tls",
].map((name) => `cloudfront-${name}`);

const PREFLIGHT = ["origin", "access-control-request-headers", "access-control-request-method"];

/** By id (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html). */
export const MANAGED_ORIGIN_REQUEST_POLICIES: Readonly<Record<string, OriginRequestPolicy>> = {
  [MANAGED_POLICIES.allViewer]: EVERYTHING,
  // AllViewerAndCloudFrontHeaders-2022-06
  "33f36d7e-f396-46d9-90e0-52428a34d9dc": { ...EVERYTHING, headers: CLOUDFRONT_HEADERS },
  // AllViewerExceptHostHeader
  "b689b0a8-53d0-40ab-baf2-68738e2966ac": { ...EVERYTHING, withoutHeaders: ["host"] },
  // CORS-CustomOrigin
  "59781a5b-3903-41f3-afcb-af62929ccde1": { ...NOTHING, headers: ["origin"] },
  // CORS-S3Origin
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": { ...NOTHING, headers: PREFLIGHT },
  // Elemental-MediaTailor-PersonalizedManifests
  "775133bc-15f2-49f9-abea-afb2e0bf67d2": {
    ...NOTHING,
    ...{ headers: [...PREFLIGHT, "user-agent", "x-forwarded-for"], queries: "all" },
  },
  // HostHeaderOnly
  "bf0718e1-ba1e-49d1-88b1-f726733018ae": { ...NOTHING, headers: ["host"] },
  [MANAGED_POLICIES.userAgentAndReferer]: { ...NOTHING, headers: ["user-agent", "referer"] },
};

const SECURITY: readonly AddedHeader[] = [
  { name: "referrer-policy", value: "strict-origin-when-cross-origin", override: false },
  { name: "strict-transport-security", value: "max-age=31536000", override: false },
  { name: "x-content-type-options", value: "nosniff", override: true },
  { name: "x-frame-options", value: "SAMEORIGIN", override: false },
  { name: "x-xss-protection", value: "1; mode=block", override: false },
];

const SIMPLE_CORS: CorsHeaders = {
  ...{ origins: ["*"], methods: [], headers: [], expose: [] },
  ...{ credentials: false, maxAge: undefined, override: false },
};
const PREFLIGHT_CORS: CorsHeaders = {
  ...SIMPLE_CORS,
  methods: ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"],
  expose: ["*"],
};

/** By id (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html). */
export const MANAGED_RESPONSE_HEADERS_POLICIES: Readonly<Record<string, ResponseHeadersPolicy>> = {
  // SimpleCORS
  "60669652-455b-4ae9-85a4-c4c02393f86c": { added: [], removed: [], cors: SIMPLE_CORS },
  // CORS-With-Preflight
  "5cc3b908-e619-4b99-88e5-2cf7f45965bd": { added: [], removed: [], cors: PREFLIGHT_CORS },
  // SecurityHeadersPolicy
  "67f7725c-6f97-4210-82d7-5512b31e9d03": { added: SECURITY, removed: [], cors: undefined },
  // CORS-and-SecurityHeadersPolicy
  "e61eb60c-9c35-4d20-a928-2b84e02af89c": { added: SECURITY, removed: [], cors: SIMPLE_CORS },
  // CORS-with-preflight-and-SecurityHeadersPolicy
  "eaab4381-ed33-4a86-88ca-d9558dc6cd63": { added: SECURITY, removed: [], cors: PREFLIGHT_CORS },
};
