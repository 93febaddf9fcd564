import type { EventRequest, EventResponse, EventValue, EventValues } from "./functions";
import { cookiesOf, type Headers, queriesOf, type ViewerRequest, without } from "./message";

/** A visitor's request as a function of CloudFront gets it. */
export function toEvent(request: ViewerRequest): EventRequest {
  return {
    method: request.method,
    uri: request.path,
    querystring: gathered(queriesOf(request.query).map(([name, value]) => [name, { value: value ?? "" }])),
    headers: gathered(listed(without(request.headers, ["cookie"]))),
    cookies: gathered(cookiesOf(request.headers).map(([name, value]) => [name, { value }])),
  };
}

/** The request that a function gave back. What it did not change stays as the visitor sent it. */
export function fromEvent(request: ViewerRequest, before: EventRequest, after: EventRequest): ViewerRequest {
  const same = (one: EventValues, other: EventValues) => JSON.stringify(one) === JSON.stringify(other);
  const cookies = pairs(after.cookies).join("; ");
  return {
    ...request,
    path: after.uri.startsWith("/") ? after.uri : `/${after.uri}`,
    query: same(before.querystring, after.querystring) ? request.query : pairs(after.querystring).join("&"),
    headers: { ...flat(after.headers), ...(cookies ? { cookie: cookies } : {}) },
  };
}

/** An answer as a function gets it, without its body. */
export function responseEvent(status: number, headers: Headers): EventResponse {
  const set = headers["set-cookie"];
  const cookies = (typeof set === "string" ? [set] : (set ?? [])).map((one) => {
    const [, name = "", value = "", attributes] = /^([^=;]*)=([^;]*)(?:;\s*(.*))?$/s.exec(one) ?? [];
    return [name, attributes === undefined ? { value } : { value, attributes }] as const;
  });
  return {
    statusCode: status,
    headers: gathered(listed(without(headers, ["set-cookie"]))),
    cookies: gathered(cookies),
  };
}

/** Status, headers and body that a function gave back; undefined for a body that it left alone. */
export function fromResponseEvent({ statusCode, headers = {}, cookies = {}, body }: EventResponse): {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer | undefined;
} {
  const set = Object.entries(cookies).flatMap(([name, value]) =>
    values(value).map((one) => `${name}=${one.value}${one.attributes ? `; ${one.attributes}` : ""}`),
  );
  return {
    status: statusCode,
    headers: { ...flat(headers), ...(set.length > 0 ? { "set-cookie": set } : {}) },
    body:
      typeof body === "object"
        ? Buffer.from(body.data, body.encoding === "base64" ? "base64" : "utf8")
        : body === undefined
          ? undefined
          : Buffer.from(body),
  };
}

function listed(headers: Headers): [string, { value: string }][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === "string" ? [value] : value).map((one): [string, { value: string }] => [name, { value: one }]),
  );
}

function gathered(all: readonly (readonly [string, { value: string; attributes?: string }])[]): EventValues {
  const found = new Map<string, { value: string; attributes?: string }[]>();
  for (const [name, value] of all) found.set(name, [...(found.get(name) ?? []), value]);
  return Object.fromEntries(
    [...found].map(([name, several]) => [
      name,
      { ...(several[0] ?? { value: "" }), ...(several.length > 1 ? { multiValue: several } : {}) },
    ]),
  );
}

function values({ multiValue, ...one }: EventValue): readonly { value: string; attributes?: string }[] {
  return multiValue ?? [one];
}

function pairs(all: EventValues): string[] {
  return Object.entries(all).flatMap(([name, value]) => values(value).map((one) => `${name}=${one.value}`));
}

function flat(headers: EventValues): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      values(value)
        .map((one) => one.value)
        .join(", "),
    ]),
  );
}
