import { expect, test, vi } from "vitest";
import { cachePolicy, DISABLED, READS, toyEdge } from "./support/toy-edge";

test("an answer is kept for its lifetime, with its age, and asked for again afterwards", async () => {
  const edge = await toyEdge({ reply: () => ({ headers: { "cache-control": "max-age=30" } }) });
  expect(await edge.get("/")).toMatchObject({ cache: "Miss", body: "answer 1" });
  edge.after(29);
  expect(await edge.get("/")).toMatchObject({ cache: "Hit", body: "answer 1", headers: { age: "29" } });
  edge.after(1);
  expect(await edge.get("/")).toMatchObject({ cache: "Miss", body: "answer 2" });
});

test.each([
  ["a cookie that the key names", { headers: { cookie: "login_1=a" } }, true],
  ["a cookie that it does not name", { headers: { cookie: "other=a" } }, false],
  ["a header that it names", { headers: { "x-kind": "a" } }, true],
  ["a header that it does not name", { headers: { "user-agent": "a" } }, false],
  ["a query that it names", { path: "/?page=1" }, true],
  ["a query that it does not name", { path: "/?utm=1" }, false],
  ["capitals of the path", { path: "/A" }, true],
  ["the host", { headers: { host: "other.example" } }, false],
])(
  "two visitors get two answers by %s: %o %s",
  async (_, { path = "/", headers = {} }: { path?: string; headers?: Record<string, string> }, differ) => {
    const edge = await toyEdge({ policy: { headers: ["X-Kind"], cookies: ["login_*"], queries: ["page"] } });
    await edge.get("/");
    expect(await edge.get(path, headers)).toMatchObject({ cache: differ ? "Miss" : "Hit" });
  },
);

test("the order of queries counts, that of cookies does not", async () => {
  const edge = await toyEdge({ policy: { queries: "all", cookies: ["a", "b"] } });
  await edge.get("/?x=1&y=2", { cookie: "a=1; b=2" });
  expect(await edge.get("/?x=1&y=2", { cookie: "b=2; a=1" })).toMatchObject({ cache: "Hit" });
  expect(await edge.get("/?y=2&x=1", { cookie: "a=1; b=2" })).toMatchObject({ cache: "Miss" });
});

test("Vary is no part of the key", async () => {
  const edge = await toyEdge({ reply: () => ({ headers: { vary: "User-Agent" } }) });
  await edge.get("/", { "user-agent": "one" });
  expect(await edge.get("/", { "user-agent": "two" })).toMatchObject({ cache: "Hit" });
});

test("a cookie that an answer sets is kept with it and handed to everybody, unless the behaviour sends no cookies on", async () => {
  const reply = () => ({ headers: { "set-cookie": ["visit=1", "cart=2"] } });
  const handing = await toyEdge({ policy: { cookies: ["login"] }, reply });
  await handing.get("/");
  expect(await handing.get("/")).toMatchObject({ cache: "Hit", headers: { "set-cookie": ["visit=1", "cart=2"] } });
  const closed = await toyEdge({ reply });
  expect((await closed.get("/")).headers["set-cookie"]).toBeUndefined();
});

test('no-cache="Set-Cookie" keeps the answer without its cookies', async () => {
  const edge = await toyEdge({
    policy: { cookies: ["login"] },
    reply: () => ({ headers: { "set-cookie": "visit=1", "cache-control": 'no-cache="Set-Cookie"' } }),
  });
  expect((await edge.get("/")).headers["set-cookie"]).toEqual(["visit=1"]);
  const second = await edge.get("/");
  expect([second.cache, second.headers["set-cookie"]]).toEqual(["Hit", undefined]);
});

test("a redirect without a lifetime is kept for the default one", async () => {
  const edge = await toyEdge({ reply: () => ({ status: 302, headers: { location: "/login" } }) });
  await edge.get("/");
  expect(await edge.get("/")).toMatchObject({ status: 302, cache: "Hit", headers: { location: "/login" } });
});

test("a GET's answer serves HEAD, a HEAD's serves HEAD alone", async () => {
  const edge = await toyEdge({ policy: { queries: "all" } });
  expect(await edge.ask("HEAD", "/")).toMatchObject({ cache: "Miss", body: "" });
  expect(await edge.ask("HEAD", "/")).toMatchObject({ cache: "Hit" });
  expect(await edge.get("/")).toMatchObject({ cache: "Miss", body: "answer 2" });
  await edge.get("/?2");
  expect(await edge.ask("HEAD", "/?2")).toMatchObject({ cache: "Hit", body: "" });
});

test("OPTIONS is kept only where the behaviour says so, and apart from GET", async () => {
  const plain = await toyEdge();
  await plain.ask("OPTIONS", "/");
  expect(await plain.ask("OPTIONS", "/")).toMatchObject({ cache: "Miss" });
  const keeping = await toyEdge({ behavior: { cached_methods: [...READS, "OPTIONS"] } });
  await keeping.ask("OPTIONS", "/");
  expect(await keeping.ask("OPTIONS", "/")).toMatchObject({ cache: "Hit" });
  expect(await keeping.get("/")).toMatchObject({ cache: "Miss" });
});

test("what was posted is never kept", async () => {
  const edge = await toyEdge({ reply: () => ({ headers: { "cache-control": "max-age=60" } }) });
  expect(await edge.ask("POST", "/", { "content-type": "text/plain" }, "one")).toMatchObject({ cache: "Miss" });
  expect(await edge.ask("POST", "/", {}, "two")).toMatchObject({ cache: "Miss", body: "answer 2" });
  expect(edge.asked.map(({ body }) => body)).toEqual(["one", "two"]);
});

test("an expired answer is renewed by its ETag or date, and keeps what the origin does not send again", async () => {
  const validators = { etag: '"1"', "last-modified": "Fri, 27 Nov 2026 11:00:00 GMT" };
  const edge = await toyEdge({
    reply: ({ headers }) =>
      headers["if-none-match"] === '"1"'
        ? { status: 304, headers: { "cache-control": "max-age=90" } }
        : { headers: { ...validators, "content-type": "text/x", "cache-control": "max-age=10" } },
  });
  await edge.get("/");
  edge.after(20);
  expect(await edge.get("/", { "if-none-match": '"9"', range: "bytes=0-1" })).toMatchObject({
    ...{ status: 206, cache: "RefreshHit", body: "an" },
    headers: { "content-type": "text/x", age: "0" },
  });
  expect(edge.asked[1]?.headers).toMatchObject({
    "if-none-match": '"1"',
    "if-modified-since": "Fri, 27 Nov 2026 11:00:00 GMT",
  });
  expect(edge.asked[1]?.headers.range).toBeUndefined();
  edge.after(80);
  expect(await edge.get("/")).toMatchObject({ cache: "Hit", headers: { age: "80" } });
});

test("max-age=0 keeps an answer that is asked about each time", async () => {
  const edge = await toyEdge({
    reply: ({ headers }) =>
      headers["if-none-match"] ? { status: 304 } : { headers: { etag: '"1"', "cache-control": "max-age=0" } },
  });
  await edge.get("/");
  expect(await edge.get("/")).toMatchObject({ cache: "RefreshHit", body: "answer 1" });
});

test("conditions and ranges are answered from what is kept", async () => {
  const edge = await toyEdge({ reply: () => ({ headers: { etag: '"1"' }, body: "0123456789" }) });
  await edge.get("/");
  expect(await edge.get("/", { "if-none-match": 'W/"1"' })).toMatchObject({ status: 304, cache: "Hit", body: "" });
  expect(await edge.get("/", { "if-none-match": '"2"' })).toMatchObject({ status: 200 });
  const part = await edge.get("/", { range: "bytes=2-4" });
  expect(part).toMatchObject({ status: 206, body: "234", headers: { "content-range": "bytes 2-4/10" } });
  expect(await edge.get("/", { range: "bytes=-3" })).toMatchObject({ status: 206, body: "789" });
  expect(await edge.get("/", { range: "bytes=8-" })).toMatchObject({ status: 206, body: "89" });
  expect(await edge.get("/", { range: "bytes=20-" })).toMatchObject({ status: 416 });
  expect(await edge.get("/", { range: "bytes=2-4", "if-range": '"2"' })).toMatchObject({ status: 200 });
  expect(edge.asked).toHaveLength(1);
});

test("a part that the origin sends is handed on and not kept, a whole is kept and cut", async () => {
  const parts = await toyEdge({
    reply: ({ headers }) =>
      headers.range ? { status: 206, headers: { "content-range": "bytes 0-1/9" }, body: "an" } : {},
  });
  expect(await parts.get("/", { range: "bytes=0-1" })).toMatchObject({ status: 206, cache: "Miss", body: "an" });
  expect(await parts.get("/")).toMatchObject({ status: 200, cache: "Miss" });
  const whole = await toyEdge();
  expect(await whole.get("/", { range: "bytes=0-1" })).toMatchObject({ status: 206, cache: "Miss", body: "an" });
  expect(await whole.get("/")).toMatchObject({ status: 200, cache: "Hit", body: "answer 1" });
});

test("a visitor's condition on what is not kept is the origin's to answer", async () => {
  const edge = await toyEdge({ reply: ({ headers }) => (headers["if-none-match"] ? { status: 304 } : {}) });
  expect(await edge.get("/", { "if-none-match": '"1"' })).toMatchObject({ status: 304, cache: "Miss" });
  expect(await edge.get("/")).toMatchObject({ status: 200, cache: "Miss" });
});

test("visitors with the same key wait for one answer, and ask themselves when it may not be kept", async () => {
  const held: (() => void)[] = [];
  const answered = (control: string) => async () => {
    await new Promise<void>((resolve) => held.push(resolve));
    return { headers: { "cache-control": control } };
  };
  const kept = await toyEdge({ reply: answered("max-age=60") });
  const three = Promise.all([1, 2, 3].map(() => kept.get("/")));
  await vi.waitUntil(() => held.length > 0);
  held.splice(0).forEach((go) => void go());
  expect((await three).map(({ body }) => body)).toEqual(["answer 1", "answer 1", "answer 1"]);
  const personal = await toyEdge({ reply: answered("private") });
  const two = Promise.all([1, 2].map(() => personal.get("/")));
  await vi.waitUntil(() => held.length > 0);
  held.splice(0).forEach((go) => void go());
  await vi.waitUntil(() => held.length > 0);
  held.splice(0).forEach((go) => void go());
  expect((await two).map(({ body }) => body).sort()).toEqual(["answer 1", "answer 2"]);
});

test("nobody waits where nothing is kept", async () => {
  const held: (() => void)[] = [];
  const edge = await toyEdge({
    behavior: { cache_policy_id: DISABLED },
    reply: async () => {
      await new Promise<void>((resolve) => held.push(resolve));
      return {};
    },
  });
  const two = Promise.all([1, 2].map(() => edge.get("/")));
  await vi.waitUntil(() => held.length === 2);
  for (const go of held) go();
  await two;
});

test("a stale answer is shown while it is renewed, as long as it allows", async () => {
  const edge = await toyEdge({
    reply: () => ({ headers: { "cache-control": "max-age=10, stale-while-revalidate=20" } }),
  });
  await edge.get("/");
  edge.after(15);
  expect(await edge.get("/")).toMatchObject({ cache: "Hit", body: "answer 1" });
  await vi.waitUntil(() => edge.asked.length === 2);
  await vi.waitFor(async () => expect(await edge.get("/")).toMatchObject({ cache: "Hit", body: "answer 2" }));
  edge.after(40);
  expect(await edge.get("/")).toMatchObject({ cache: "Miss", body: "answer 3" });
});

test("pages compressed by CloudFront are kept by what the visitor can read", async () => {
  const page = "<p>hello</p>".repeat(200);
  const edge = await toyEdge({
    behavior: { compress: true },
    policy: { compressed: true },
    reply: () => ({
      headers: { "content-type": "text/html; charset=utf-8", "content-length": String(page.length), etag: '"1"' },
      body: page,
    }),
  });
  const packed = await edge.get("/", { "accept-encoding": "deflate, gzip;q=0.8" });
  expect(packed.headers).toMatchObject({ "content-encoding": "gzip", etag: 'W/"1"' });
  expect(packed.bytes.length).toBeLessThan(page.length);
  expect((await edge.get("/", { "accept-encoding": "gzip, br" })).headers["content-encoding"]).toBe("br");
  expect(await edge.get("/", { "accept-encoding": "gzip" })).toMatchObject({ cache: "Hit" });
  expect(await edge.get("/", { "accept-encoding": "br;q=0" })).toMatchObject({ cache: "Miss", body: page });
  expect(edge.asked.map(({ headers }) => headers["accept-encoding"])).toEqual(["gzip", "br,gzip", undefined]);
});

test("the first behaviour whose pattern fits decides, and its own policy", async () => {
  const ordered = (path_pattern: string, cache_policy_id: string) => ({
    ...{ path_pattern, cache_policy_id, target_origin_id: "site", viewer_protocol_policy: "allow-all" },
    ...{ allowed_methods: READS, cached_methods: READS },
  });
  const edge = await toyEdge({
    distribution: { ordered_cache_behavior: [ordered("/admin/*", DISABLED), ordered("/*.css", "files")] },
    resources: [["aws_cloudfront_cache_policy", cachePolicy("files", { queries: "all" })]],
  });
  for (const path of ["/admin/a.css", "/a.css?v=1"]) await edge.get(path);
  expect(await edge.get("/admin/a.css")).toMatchObject({ cache: "Miss" });
  expect(await edge.get("/a.css?v=2")).toMatchObject({ cache: "Miss" });
  expect(await edge.get("/a.css?v=1")).toMatchObject({ cache: "Hit" });
});
