import type { CorsHeaders, ResponseHeadersPolicy } from "../../../aws/cloudfront/policies";
import { wildcard } from "../../../aws/wildcard";
import { type Headers, header, type ViewerRequest, without } from "./message";

/** The headers of an answer as the behaviour's policy wants them (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html). */
export function withPolicy(
  headers: Headers,
  policy: ResponseHeadersPolicy | undefined,
  request: ViewerRequest,
): Headers {
  if (policy === undefined) return headers;
  const cors = policy.cors === undefined ? {} : corsHeaders(policy.cors, request);
  const kept = without(headers, policy.removed);
  const answersItself = Object.keys(kept).some((name) => name.startsWith("access-control-"));
  const shared = policy.cors?.override || !answersItself ? { ...kept, ...cors } : kept;
  const added = policy.added.filter(({ name, override }) => override || kept[name] === undefined);
  return { ...shared, ...Object.fromEntries(added.map(({ name, value }) => [name, value])) };
}

function corsHeaders(cors: CorsHeaders, { method, headers }: ViewerRequest): Headers {
  const origin = header(headers, "origin");
  if (origin === undefined) return {};
  const everyone = cors.origins.includes("*");
  const isAllowed =
    everyone || cors.origins.some((one) => wildcard(one.includes("://") ? one : `*://${one}`).test(origin));
  if (!isAllowed) return {};
  const preflight = method === "OPTIONS" && header(headers, "access-control-request-method") !== undefined;
  return {
    "access-control-allow-origin": everyone && !cors.credentials ? "*" : origin,
    ...(everyone && !cors.credentials ? {} : { vary: "Origin" }),
    ...(cors.credentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(cors.expose.length > 0 ? { "access-control-expose-headers": cors.expose.join(", ") } : {}),
    ...(preflight && cors.methods.length > 0
      ? { "access-control-allow-methods": (cors.methods.includes("ALL") ? EVERY_METHOD : cors.methods).join(", ") }
      : {}),
    ...(preflight && cors.headers.length > 0 ? { "access-control-allow-headers": cors.headers.join(", ") } : {}),
    ...(preflight && cors.maxAge !== undefined ? { "access-control-max-age": String(cors.maxAge) } : {}),
  };
}

const EVERY_METHOD = ["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
