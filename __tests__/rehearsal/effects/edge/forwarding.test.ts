import { expect, test } from "vitest";
import { ALL_VIEWER, type AskedOrigin, DISABLED, toyEdge } from "./support/toy-edge";

const VISITOR = {
  ...{ host: "www.example.com", cookie: "login=1; other=2", authorization: "Basic eA==", "user-agent": "Firefox" },
  ...{ referer: "https://x.example", accept: "text/html", "accept-language": "de", "x-real-ip": "9.9.9.9" },
  ...{ "x-forwarded-proto": "http", "x-forwarded-for": "203.0.113.9", "accept-encoding": "gzip" },
};

test("without a policy the origin gets the path, its own name, and nothing of the visitor but his address", async () => {
  const edge = await toyEdge();
  await edge.get("/a/../b?c=1", VISITOR);
  const { url, headers } = edge.asked[0] as AskedOrigin;
  expect(url).toBe("/a/../b");
  expect(headers).toMatchObject({
    ...{ host: "lb.example", "user-agent": "Amazon CloudFront", "x-forwarded-for": "203.0.113.9, 127.0.0.1" },
    via: expect.stringContaining("cloudfront.net (CloudFront)"),
    "x-amz-cf-id": expect.any(String),
  });
  for (const name of [
    "cookie",
    "authorization",
    "referer",
    "accept",
    "accept-language",
    "accept-encoding",
    "x-real-ip",
  ])
    expect(headers[name], name).toBeUndefined();
});

test("what is in the key goes to the origin", async () => {
  const edge = await toyEdge({
    policy: { headers: ["Host", "Authorization"], cookies: ["log*"], queries: ["b", "c"], compressed: true },
  });
  await edge.get("/?a=1&c=3&b=2&c", VISITOR);
  expect(edge.asked[0]).toMatchObject({
    url: "/?c=3&b=2&c",
    headers: {
      ...{ host: "www.example.com", authorization: "Basic eA==", cookie: "login=1" },
      "accept-encoding": "gzip",
    },
  });
});

test("an origin request policy adds to what goes to the origin and not to the key", async () => {
  const edge = await toyEdge({
    behavior: { origin_request_policy_id: "more" },
    resources: [
      [
        "aws_cloudfront_origin_request_policy",
        {
          ...{ id: "more", arn: "more" },
          headers_config: [
            {
              header_behavior: "whitelist",
              headers: [{ items: ["Referer", "CloudFront-Forwarded-Proto", "CloudFront-Is-Mobile-Viewer"] }],
            },
          ],
          cookies_config: [{ cookie_behavior: "allExcept", cookies: [{ items: ["other"] }] }],
          query_strings_config: [{ query_string_behavior: "all" }],
        },
      ],
    ],
  });
  await edge.get("/?a=1", VISITOR);
  expect(edge.asked[0]).toMatchObject({
    url: "/?a=1",
    headers: {
      ...{ referer: "https://x.example", cookie: "login=1", host: "lb.example" },
      ...{ "cloudfront-forwarded-proto": "http", "cloudfront-is-mobile-viewer": "false" },
    },
  });
  expect(await edge.get("/?a=2", { referer: "https://y.example" })).toMatchObject({ cache: "Hit", body: "answer 1" });
});

test("the managed policy for all of the visitor's headers hands on all but what belongs to a connection or is CloudFront's to say", async () => {
  const edge = await toyEdge({ behavior: { cache_policy_id: DISABLED, origin_request_policy_id: ALL_VIEWER } });
  await edge.get("/?a=1&b", { ...VISITOR, te: "trailers", "x-edge-location": "x" });
  const { url, headers } = edge.asked[0] as AskedOrigin;
  expect(url).toBe("/?a=1&b");
  expect(headers).toMatchObject({
    ...{ host: VISITOR.host, cookie: VISITOR.cookie, authorization: VISITOR.authorization, "user-agent": "Firefox" },
    ...{ accept: "text/html", "accept-language": "de", "accept-encoding": "gzip" },
  });
  for (const name of ["te", "x-forwarded-proto", "x-real-ip", "x-edge-location"])
    expect(headers[name], name).toBeUndefined();
});

test("a login reaches the origin with what changes something, and with what is read only by a policy", async () => {
  const edge = await toyEdge();
  const headers = { authorization: "Basic eA==" };
  await edge.ask("POST", "/", headers, "x");
  await edge.ask("GET", "/", headers);
  expect(edge.asked.map((one) => one.headers.authorization)).toEqual(["Basic eA==", undefined]);
});

test("a posted body arrives with its kind and length", async () => {
  const edge = await toyEdge();
  await edge.ask("POST", "/", { "content-type": "application/json", "content-length": "7" }, '{"a":1}');
  expect(edge.asked[0]).toMatchObject({
    method: "POST",
    body: '{"a":1}',
    headers: { "content-type": "application/json", "content-length": "7" },
  });
});

test("an origin's path and headers are added", async () => {
  const custom = { origin_protocol_policy: "http-only" };
  const edge = await toyEdge({
    distribution: {
      origin: [
        {
          ...{ origin_id: "site", domain_name: "lb.example", origin_path: "/blog", custom_origin_config: [custom] },
          custom_header: [{ name: "X-From", value: "CloudFront" }],
        },
      ],
      default_root_object: "index.html",
    },
  });
  await edge.get("/");
  expect(edge.asked[0]).toMatchObject({ url: "/blog/index.html", headers: { "x-from": "CloudFront" } });
});

test("a behaviour without policies forwards by its own values, in which queries may be left out of the key", async () => {
  const edge = await toyEdge({
    behavior: {
      ...{ cache_policy_id: null, min_ttl: 0, default_ttl: 60, max_ttl: 600 },
      forwarded_values: [
        {
          ...{ query_string: true, query_string_cache_keys: ["page"], headers: ["Host"] },
          cookies: [{ forward: "whitelist", whitelisted_names: ["login"] }],
        },
      ],
    },
  });
  await edge.get("/?page=1&utm=2", VISITOR);
  expect(edge.asked[0]).toMatchObject({ url: "/?page=1&utm=2", headers: { host: VISITOR.host, cookie: "login=1" } });
  expect(await edge.get("/?page=1&utm=3", VISITOR)).toMatchObject({ cache: "Hit" });
  expect(await edge.get("/?page=1", { ...VISITOR, cookie: "login=2" })).toMatchObject({ cache: "Miss" });
});
