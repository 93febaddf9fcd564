import type { IncomingHttpHeaders } from "node:http";

/** Headers by lowercase name; Set-Cookie has one value for each cookie. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** A visitor's request as CloudFront sees it. */
export interface ViewerRequest {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  readonly headers: Headers;
  /** Address of the visitor. */
  readonly ip: string;
  readonly port: number;
  readonly https: boolean;
  readonly httpVersion: string;
}

export function header(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" || value === undefined ? value : value.join(", ");
}

export function fromNode(headers: IncomingHttpHeaders): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

export function without(headers: Headers, names: Iterable<string>): Headers {
  const unwanted = new Set(names);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !unwanted.has(name)));
}

/** Name and value of each cookie of a request, in their order. */
export function cookiesOf(headers: Headers): readonly (readonly [string, string])[] {
  return (header(headers, "cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter(Boolean)
    .map((pair) => split(pair));
}

/** Name and value of each part of a query, in their order and as they were sent. */
export function queriesOf(query: string): readonly (readonly [string, string | undefined])[] {
  return query
    .split("&")
    .filter(Boolean)
    .map((pair) => (pair.includes("=") ? split(pair) : ([pair, undefined] as const)));
}

function split(pair: string): readonly [string, string] {
  const end = pair.indexOf("=");
  return end < 0 ? [pair, ""] : [pair.slice(0, end), pair.slice(end + 1)];
}

/** Headers that belong to one connection and are not passed on (RFC 9110, section 7.6.1). */
export const HOP_BY_HOP: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
