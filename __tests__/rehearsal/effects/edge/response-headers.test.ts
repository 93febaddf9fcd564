import { expect, test } from "vitest";
import type { ObjectValue } from "../../../../rehearsal/provider-double/value";
import { toyEdge } from "./support/toy-edge";

const SENT = { "x-frame-options": "DENY", "x-powered-by": "PHP", server: "nginx", "x-cache": "HIT" };

const withPolicy = (policy: ObjectValue) =>
  toyEdge({
    behavior: { response_headers_policy_id: "headers" },
    resources: [["aws_cloudfront_response_headers_policy", { id: "headers", arn: "headers", ...policy }]],
    reply: () => ({ headers: SENT }),
  });

test("security and custom headers fill in or replace, and named ones go", async () => {
  const edge = await withPolicy({
    security_headers_config: [
      {
        frame_options: [{ frame_option: "SAMEORIGIN", override: false }],
        content_type_options: [{ override: true }],
        referrer_policy: [{ referrer_policy: "no-referrer", override: true }],
        content_security_policy: [{ content_security_policy: "default-src 'self'", override: true }],
        xss_protection: [{ protection: true, mode_block: true, override: true }],
        strict_transport_security: [
          { access_control_max_age_sec: 60, include_subdomains: true, preload: true, override: true },
        ],
      },
    ],
    custom_headers_config: [{ items: [{ header: "Server", value: "mine", override: true }] }],
    remove_headers_config: [{ items: [{ header: "X-Powered-By" }] }],
  });
  const { headers } = await edge.get("/");
  expect(headers).toMatchObject({
    ...{ "x-frame-options": "DENY", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" },
    ...{ "content-security-policy": "default-src 'self'", "x-xss-protection": "1; mode=block", server: "mine" },
    ...{ "strict-transport-security": "max-age=60; includeSubDomains; preload", "x-cache": "Miss from cloudfront" },
  });
  expect(headers["x-powered-by"]).toBeUndefined();
});

test("pages of other origins hear what the policy allows them", async () => {
  const items = (values: string[]) => [{ items: values }];
  const edge = await withPolicy({
    cors_config: [
      {
        ...{ access_control_allow_credentials: true, access_control_max_age_sec: 600, origin_override: true },
        access_control_allow_origins: items(["https://*.example.org"]),
        access_control_allow_methods: items(["ALL"]),
        access_control_allow_headers: items(["X-A"]),
        access_control_expose_headers: items(["X-B"]),
      },
    ],
  });
  expect(
    (await edge.get("/", { origin: "https://evil.example" })).headers["access-control-allow-origin"],
  ).toBeUndefined();
  expect((await edge.get("/", { origin: "https://a.example.org" })).headers).toMatchObject({
    ...{ "access-control-allow-origin": "https://a.example.org", "access-control-allow-credentials": "true" },
    "access-control-expose-headers": "X-B",
  });
  const preflight = { origin: "https://a.example.org", "access-control-request-method": "PUT" };
  expect((await edge.ask("OPTIONS", "/", preflight)).headers).toMatchObject({
    "access-control-allow-methods": "GET, DELETE, HEAD, OPTIONS, PATCH, POST, PUT",
    "access-control-allow-headers": "X-A",
    "access-control-max-age": "600",
  });
});

test("a managed policy is known by its id", async () => {
  const edge = await toyEdge({
    behavior: { response_headers_policy_id: "e61eb60c-9c35-4d20-a928-2b84e02af89c" },
    reply: () => ({ headers: SENT }),
  });
  expect((await edge.get("/", { origin: "https://a.example" })).headers).toMatchObject({
    ...{ "access-control-allow-origin": "*", "x-content-type-options": "nosniff", "x-frame-options": "DENY" },
  });
});

test("a policy that was not applied, and that no account has, is an error", async () => {
  const edge = await toyEdge({ behavior: { response_headers_policy_id: "none" } });
  expect(await edge.get("/")).toMatchObject({
    status: 502,
    body: expect.stringContaining("aws_cloudfront_response_headers_policy none was not applied here"),
  });
});
