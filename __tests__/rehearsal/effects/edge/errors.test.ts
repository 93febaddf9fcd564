import { expect, test } from "vitest";
import type { ObjectValue } from "../../../../rehearsal/provider-double/value";
import { ALL_VIEWER, DISABLED, READS, toyEdge } from "./support/toy-edge";

const page = (errorCode: number, seconds?: number, responseCode = errorCode) => ({
  ...{ error_code: errorCode, response_code: responseCode, response_page_path: "/errors/page.html" },
  ...(seconds === undefined ? {} : { error_caching_min_ttl: seconds }),
});

/** A bucket with the error page, which its policy opens to one distribution. */
function bucket(allowed = "arn:aws:cloudfront::1:distribution/E1"): (readonly [string, ObjectValue])[] {
  const policy = JSON.stringify({
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        ...{ Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" }, Action: "s3:GetObject" },
        ...{ Resource: "arn:b/errors/*", Condition: { StringEquals: { "aws:SourceArn": allowed } } },
      },
    ],
  });
  return [
    ["aws_s3_bucket", { id: "b", arn: "arn:b", bucket: "b", bucket_regional_domain_name: "b.s3.example" }],
    ["aws_s3_bucket_policy", { id: "b", bucket: "b", policy }],
    ["aws_cloudfront_origin_access_control", { id: "oac", signing_behavior: "always" }],
    [
      "aws_s3_object",
      {
        id: "o",
        bucket: "b",
        key: "errors/page.html",
        content: "<p>soon</p>",
        content_type: "text/html",
        cache_control: "max-age=60",
      },
    ],
  ];
}

const withPage = (errors: ObjectValue[]): ObjectValue => ({
  origin: [
    { origin_id: "site", domain_name: "lb.example", custom_origin_config: [{ origin_protocol_policy: "http-only" }] },
    { origin_id: "errors", domain_name: "b.s3.example", origin_access_control_id: "oac" },
  ],
  ordered_cache_behavior: [
    {
      ...{ path_pattern: "/errors/*", target_origin_id: "errors", viewer_protocol_policy: "allow-all" },
      ...{ allowed_methods: READS, cached_methods: READS, cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6" },
    },
  ],
  custom_error_response: errors,
});

test("an error is kept for the distribution's seconds, and shown with the page from the bucket", async () => {
  const edge = await toyEdge({
    distribution: withPage([page(503, 5)]),
    resources: bucket(),
    reply: (_, count) =>
      count === 1 ? { status: 503, headers: { "cache-control": "no-store" }, body: "maintenance" } : {},
  });
  const first = await edge.get("/");
  expect(first).toMatchObject({
    status: 503,
    cache: "Error",
    body: "<p>soon</p>",
    headers: { "content-type": "text/html" },
  });
  edge.after(4);
  expect(await edge.get("/")).toMatchObject({ status: 503, cache: "Error" });
  expect(edge.asked).toHaveLength(1);
  edge.after(1);
  expect(await edge.get("/")).toMatchObject({ status: 200, cache: "Miss" });
});

test("an error is kept even where nothing else is, and handed to whoever asks for the same path", async () => {
  const edge = await toyEdge({
    behavior: { cache_policy_id: DISABLED, origin_request_policy_id: ALL_VIEWER },
    reply: () => ({ status: 500, headers: { "cache-control": "no-store, private" }, body: "of the first visitor" }),
  });
  await edge.get("/admin?user=1", { cookie: "login=1" });
  expect(await edge.get("/admin?user=2", { cookie: "login=2" })).toMatchObject({
    status: 500,
    body: "of the first visitor",
  });
  expect(edge.asked).toHaveLength(1);
});

test("another status can be shown for an error, and a posted request gets the page too", async () => {
  const edge = await toyEdge({
    distribution: withPage([page(404, 0, 200)]),
    resources: bucket(),
    reply: () => ({ status: 404 }),
  });
  expect(await edge.get("/", { "if-none-match": "*" })).toMatchObject({
    status: 200,
    cache: "Error",
    body: "<p>soon</p>",
  });
  expect(await edge.ask("POST", "/", {}, "x")).toMatchObject({ status: 200, body: "<p>soon</p>" });
  expect(await edge.ask("HEAD", "/")).toMatchObject({ status: 200, body: "" });
});

test("a page that the bucket does not give is the visitor's error", async () => {
  const closed = await toyEdge({
    distribution: withPage([page(503)]),
    resources: bucket("arn:aws:cloudfront::1:distribution/E2"),
    reply: () => ({ status: 503 }),
  });
  expect(await closed.get("/")).toMatchObject({ status: 403, body: expect.stringContaining("AccessDenied") });
  expect(await closed.get("/errors/page.html")).toMatchObject({ status: 403 });
  const open = await toyEdge({ distribution: withPage([]), resources: bucket() });
  expect(await open.get("/errors/page.html")).toMatchObject({ status: 200, cache: "Miss", body: "<p>soon</p>" });
  expect(await open.get("/errors/page.html")).toMatchObject({ cache: "Hit" });
  expect(await open.get("/errors/missing.html")).toMatchObject({ status: 403 });
});

test("an origin that does not answer is a 502, or what is kept", async () => {
  const edge = await toyEdge({ policy: { otherwise: 10 } });
  await edge.get("/kept");
  edge.after(60);
  edge.stopOrigin();
  expect(await edge.get("/kept")).toMatchObject({ status: 200, cache: "Hit", body: "answer 1" });
  expect(await edge.get("/other")).toMatchObject({
    status: 502,
    cache: "Error",
    body: expect.stringContaining("502 ERROR"),
  });
});

test("a stale answer is shown in place of an error as long as it allows, and the origin is asked again when the error ends", async () => {
  let broken = false;
  const edge = await toyEdge({
    reply: ({ url }) =>
      broken
        ? { status: 500 }
        : {
            headers: {
              "cache-control": url === "/strict" ? "max-age=10, must-revalidate" : "max-age=10, stale-if-error=30",
            },
          },
  });
  for (const path of ["/", "/strict"]) await edge.get(path);
  broken = true;
  edge.after(15);
  expect(await edge.get("/")).toMatchObject({ status: 200, body: "answer 1" });
  expect(await edge.get("/")).toMatchObject({ status: 200, body: "answer 1" });
  expect(edge.asked).toHaveLength(3);
  expect(await edge.get("/strict")).toMatchObject({ status: 500 });
  edge.after(11);
  expect(await edge.get("/")).toMatchObject({ status: 200 });
  expect(edge.asked).toHaveLength(5);
  edge.after(20);
  expect(await edge.get("/")).toMatchObject({ status: 500 });
});

test("a 4xx takes the place of what was kept", async () => {
  const edge = await toyEdge({ policy: { otherwise: 10 }, reply: (_, count) => (count === 1 ? {} : { status: 410 }) });
  await edge.get("/");
  edge.after(20);
  expect(await edge.get("/")).toMatchObject({ status: 410, cache: "Error" });
});

test("the second origin of a group answers when the first fails, but not what changes something", async () => {
  const edge = await toyEdge({
    behavior: { target_origin_id: "both" },
    distribution: {
      origin: [
        {
          origin_id: "first",
          domain_name: "gone.example",
          custom_origin_config: [{ origin_protocol_policy: "http-only" }],
        },
        {
          origin_id: "second",
          domain_name: "lb.example",
          custom_origin_config: [{ origin_protocol_policy: "http-only" }],
        },
      ],
      origin_group: [
        {
          ...{ origin_id: "both", failover_criteria: [{ status_codes: [500, 502] }] },
          member: [{ origin_id: "first" }, { origin_id: "second" }],
        },
      ],
    },
  });
  expect(await edge.get("/")).toMatchObject({ status: 200, body: "answer 1" });
  expect(await edge.ask("POST", "/", {}, "x")).toMatchObject({
    status: 502,
    body: expect.stringContaining("gone.example is not on this machine"),
  });
});

test("CloudFront itself refuses methods, bodies of GET, and what is too large", async () => {
  const edge = await toyEdge({ behavior: { allowed_methods: READS } });
  expect(await edge.ask("POST", "/", {}, "x")).toMatchObject({ status: 403, cache: "Error" });
  expect(await edge.ask("GET", "/", { "content-length": "1" }, "x")).toMatchObject({ status: 403 });
  expect(await edge.get(`/${"a".repeat(8192)}`)).toMatchObject({ status: 413 });
  expect(await edge.get("/", { "x-large": "a".repeat(32768) })).toMatchObject({ status: 413 });
  expect(edge.asked).toEqual([]);
});

test.each([
  ["redirect-to-https", "GET", 301],
  ["redirect-to-https", "POST", 307],
  ["https-only", "GET", 403],
])("plain HTTP where the behaviour says %s: %s gets %i", async (policy, method, status) => {
  const edge = await toyEdge({ behavior: { viewer_protocol_policy: policy } });
  const answer = await edge.ask(method, "/a?b=c", { host: "www.example.com" });
  expect(answer.status).toBe(status);
  if (status !== 403)
    expect(answer).toMatchObject({ cache: "Redirect", headers: { location: "https://www.example.com/a?b=c" } });
});
