import { expect, test } from "vitest";
import type { ObjectValue } from "../../../../rehearsal/provider-double/value";
import { toyEdge } from "./support/toy-edge";

const withFunction = (code: string, event = "viewer-request", more: ObjectValue = {}) => ({
  behavior: { function_association: [{ event_type: event, function_arn: "arn:f" }] },
  resources: [
    ["aws_cloudfront_function", { id: "f", arn: "arn:f", name: "f", runtime: "cloudfront-js-2.0", code, ...more }],
  ] as const,
});

test("a function changes address, query, headers and cookies before the key is made", async () => {
  const edge = await toyEdge({
    ...withFunction(`
      async function handler(event) {
        const request = event.request;
        request.uri = request.uri.replace(/\\/$/, "/index.html");
        request.querystring = { page: { value: "2" }, tag: { value: "a", multiValue: [{ value: "a" }, { value: "b" }] } };
        request.headers["x-seen"] = { value: [event.viewer.ip, event.context.eventType, event.version].join(" ") };
        request.cookies.login = { value: "none" };
        return request;
      }`),
    policy: { headers: ["x-seen"], cookies: ["login", "other"], queries: "all" },
  });
  await edge.get("/a/?x=1", { cookie: "login=me; other=1" });
  expect(edge.asked[0]).toMatchObject({
    url: "/a/index.html?page=2&tag=a&tag=b",
    headers: { "x-seen": "127.0.0.1 viewer-request 1.0", cookie: "login=none; other=1" },
  });
  expect(await edge.get("/a/?x=2", { cookie: "login=you; other=1" })).toMatchObject({ cache: "Hit" });
});

test("a function sees what the visitor sent, several of one name too", async () => {
  const edge = await toyEdge(
    withFunction(`function handler({ request }) {
      return { statusCode: 200, body: JSON.stringify(request), headers: { "content-type": { value: "application/json" } } };
    }`),
  );
  const { body, ...answer } = await edge.get("/a%20b?x=1&y&x=2", { cookie: "a=1; b=2=3", "x-kind": "k" });
  expect(answer).toMatchObject({
    status: 200,
    cache: "FunctionGeneratedResponse",
    headers: { "content-type": "application/json" },
  });
  expect(JSON.parse(body)).toMatchObject({
    ...{ method: "GET", uri: "/a%20b" },
    querystring: { x: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] }, y: { value: "" } },
    cookies: { a: { value: "1" }, b: { value: "2=3" } },
    headers: { "x-kind": { value: "k" } },
  });
  expect(JSON.parse(body).headers.cookie).toBeUndefined();
  expect(edge.asked).toEqual([]);
});

test("a function for responses changes headers, cookies and status, and does not see the origin's errors", async () => {
  const edge = await toyEdge({
    ...withFunction(
      `function handler({ response, request }) {
        response.headers["x-path"] = { value: request.uri + " " + response.statusCode };
        response.cookies = { a: { value: "1", attributes: "Path=/; Secure" } };
        return response;
      }`,
      "viewer-response",
    ),
    reply: ({ url }) => ({ status: url === "/bad" ? 404 : 200, headers: { etag: '"1"' } }),
  });
  expect((await edge.get("/")).headers).toMatchObject({
    "x-path": "/ 200",
    "set-cookie": ["a=1; Path=/; Secure"],
    etag: '"1"',
  });
  expect((await edge.get("/")).cache).toBe("Hit");
  expect((await edge.get("/bad")).headers["x-path"]).toBeUndefined();
});

test.each([
  ["throws", 'function handler() { throw new Error("my reason"); }', "my reason"],
  ["is no JavaScript", "function handler( {", "Unexpected"],
  ["has no handler", "const a = 1;", "handler is not defined"],
  ["gives back nothing", "function handler() {}", "gave back no object"],
  ["gives back neither", "function handler() { return {}; }", "no request and no response"],
  [
    "changes the host",
    'function handler(e) { e.request.headers.host = { value: "x" }; return e.request; }',
    "may not change the header host",
  ],
  [
    "sets what is CloudFront's",
    'function handler(e) { e.request.headers["x-edge-a"] = { value: "x" }; return e.request; }',
    "may not set the header x-edge-a",
  ],
  ["never ends", "function handler() { for (;;) {} }", "timed out"],
  ["never answers", "async function handler() { await new Promise(() => {}); }", "did not end"],
  ["makes code", "function handler() { return eval('1'); }", "Code generation"],
  ["reaches for the network", "function handler() { return fetch('http://127.0.0.1'); }", "fetch is not defined"],
  ["reaches for this machine", 'const fs = require("fs"); function handler() {}', "no module fs"],
  ["is too large", `function handler() {} //${"x".repeat(10240)}`, "FunctionSizeLimitExceeded"],
])("a function that %s is an error of the site", async (_, code, reason) => {
  const edge = await toyEdge({
    ...withFunction(code),
    ...(reason === "timed out" || reason === "did not end" ? { patience: 50 } : {}),
  });
  expect(await edge.get("/")).toMatchObject({
    status: 503,
    cache: "FunctionExecutionError",
    body: expect.stringContaining(reason),
  });
  expect(edge.asked).toEqual([]);
});

test("a function has what CloudFront's runtime brings along, and its words are shown", async () => {
  const edge = await toyEdge({
    ...withFunction(
      `import cf from "cloudfront";
       import crypto from "crypto";
       const store = cf.kvs();
       async function handler() {
         console.log("asked");
         const to = await store.get("to");
         const mac = crypto.createHash("sha256").update("a").digest("hex").slice(0, 4);
         return { statusCode: 302, headers: { location: { value: to + mac + btoa("b") + Buffer.from("c").toString("hex") } } };
       }`,
      "viewer-request",
      { key_value_store_associations: ["arn:aws:cloudfront::1:key-value-store/s"] },
    ),
  });
  edge.inventory.put("aws_cloudfrontkeyvaluestore_key", {
    ...{ id: "k", key: "to", value: "/new-", key_value_store_arn: "arn:aws:cloudfront::1:key-value-store/s" },
  });
  expect(await edge.get("/")).toMatchObject({ status: 302, headers: { location: "/new-ca97Yg==63" } });
  expect(edge.logged).toEqual(["CloudFront function f: asked"]);
});

test("a function that was not applied is an error", async () => {
  const edge = await toyEdge({ behavior: withFunction("").behavior });
  expect(await edge.get("/")).toMatchObject({
    status: 503,
    body: expect.stringContaining("arn:f was not applied here"),
  });
});

test.each([
  ["a status that HTTP does not have", "{ statusCode: 99 }"],
  ["a header of two lines", '{ statusCode: 200, headers: { "x-a": { value: "b\\nc" } } }'],
])("a function that answers with %s is an error of the site, and the next request is answered", async (_, response) => {
  const edge = await toyEdge(withFunction(`function handler() { return ${response}; }`));
  expect(await edge.get("/")).toMatchObject({ status: 502, cache: "Error" });
  expect(await edge.get("/")).toMatchObject({ status: 502 });
});
