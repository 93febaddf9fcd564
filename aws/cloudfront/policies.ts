/** Cookies or query strings by their names; names of cookies may hold `*` and `?`. */
export type Selection = "none" | "all" | { readonly only: readonly string[] } | { readonly except: readonly string[] };

/** For how long CloudFront keeps an answer, and for whom (https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html). */
export interface CachePolicy {
  /** Seconds. */
  readonly minTtl: number;
  /** Seconds for an answer that says nothing of its lifetime. */
  readonly defaultTtl: number;
  /** Seconds; 0 keeps nothing. */
  readonly maxTtl: number;
  /** Headers of the key, in lowercase. */
  readonly headers: readonly string[];
  readonly cookies: Selection;
  readonly queries: Selection;
  /** Whether the key holds what the visitor can decompress, so that an answer may be kept compressed. */
  readonly gzip: boolean;
  readonly brotli: boolean;
}

/** What the origin gets besides the key (https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginRequestPolicyConfig.html). */
export interface OriginRequestPolicy {
  /** Whether all headers of the visitor go on, but those in `withoutHeaders`. */
  readonly viewerHeaders: boolean;
  /** Further headers, or those of CloudFront itself, in lowercase. */
  readonly headers: readonly string[];
  readonly withoutHeaders: readonly string[];
  readonly cookies: Selection;
  readonly queries: Selection;
}

/** A header that CloudFront adds to an answer. */
export interface AddedHeader {
  readonly name: string;
  readonly value: string;
  /** Whether it takes the place of the origin's own. */
  readonly override: boolean;
}

/** Answers to pages of other origins (https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyCorsConfig.html). */
export interface CorsHeaders {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly expose: readonly string[];
  readonly credentials: boolean;
  readonly maxAge: number | undefined;
  readonly override: boolean;
}

/** What CloudFront changes in the headers of an answer (https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html). */
export interface ResponseHeadersPolicy {
  readonly added: readonly AddedHeader[];
  /** In lowercase. */
  readonly removed: readonly string[];
  readonly cors: CorsHeaders | undefined;
}
