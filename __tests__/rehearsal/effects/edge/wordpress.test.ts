import { beforeAll, expect, test } from "vitest";
import { Distribution } from "../../../../constructs/edge/distribution";
import type { ObjectValue, Value } from "../../../../rehearsal/provider-double/value";
import { synth } from "../../../support/synth";
import { applied, type States } from "./support/applied";
import { type ToyOptions, toyEdge } from "./support/toy-edge";

let edgeStates: States;

beforeAll(() => {
  const { parsed } = synth((stack) => {
    new Distribution(stack, "Distribution", {
      ...{ name: "site", errorPageBucketName: "site-errors", siteTitle: "Site", certificateArn: "arn:certificate" },
      ...{
        priceClass: "PriceClass_100",
        pageTtlSeconds: 300,
        uncachedPaths: [],
        sitesBelowPaths: false,
        originReadTimeoutSeconds: 60,
      },
      domainNames: ["www.example.com"],
      loadBalancer: { arn: "arn:balancer", dnsName: "site.elb.amazonaws.com", idleTimeoutSeconds: 70 },
    });
  });
  edgeStates = applied(parsed.resource ?? {});
});

/** The project's distribution before a site of the test's own. */
async function site(
  reply?: ToyOptions["reply"],
  broken: (type: string, state: ObjectValue) => ObjectValue = (_, state) => state,
) {
  const states = edgeStates.map(([type, state]) => [type, broken(type, state)] as const);
  const [, distribution] = states.find(([type]) => type === "aws_cloudfront_distribution") ?? ["", {}];
  const behaviors = (value: Value | undefined) => (Array.isArray(value) ? value : [value ?? {}]) as ObjectValue[];
  const overHttp = (value: Value | undefined) =>
    behaviors(value).map((one) => ({ ...one, viewer_protocol_policy: "allow-all" }));
  const resources = states.map(([type, state]): readonly [string, ObjectValue] =>
    type === "aws_cloudfront_vpc_origin"
      ? [type, { ...state, vpc_origin_endpoint_config: [{ origin_protocol_policy: "http-only" }] }]
      : [type, state],
  );
  return toyEdge({
    resources,
    distribution: {
      ...distribution,
      default_cache_behavior: overHttp(distribution.default_cache_behavior),
      ordered_cache_behavior: overHttp(distribution.ordered_cache_behavior),
    },
    reply,
  });
}

/** WordPress with a plugin that forgets `no-store`: a page with the visitor's name. */
const greeting: ToyOptions["reply"] = ({ headers, url }) => ({ body: `${url} for ${headers.cookie ?? "nobody"}` });

test.each([
  "wordpress_logged_in_abc=me",
  "wordpress_sec_abc=me",
  "wp-postpass_abc=x",
  "comment_author_abc=me",
  "woocommerce_items_in_cart=1",
  "wp_woocommerce_session_abc=1",
  "PHPSESSID=1",
])("a page for a visitor with %s is nobody else's", async (cookie) => {
  const edge = await site(greeting);
  expect(await edge.get("/", { cookie: `${cookie}; consent=1` })).toMatchObject({ body: `/ for ${cookie}` });
  expect(await edge.get("/")).toMatchObject({ cache: "Miss", body: "/ for nobody" });
  expect(await edge.get("/", { cookie: "consent=2; _ga=1" })).toMatchObject({ cache: "Hit", body: "/ for nobody" });
  expect(await edge.get("/", { cookie: `${cookie}1` })).toMatchObject({ cache: "Miss" });
});

test("without the cookies in the key, somebody's page is handed to others: the tests above can fail", async () => {
  const edge = await site(greeting, (type, state) => {
    if (type !== "aws_cloudfront_cache_policy" || !String(state.name).endsWith("-pages")) return state;
    const parameters = state.parameters_in_cache_key_and_forwarded_to_origin as ObjectValue;
    return {
      ...state,
      parameters_in_cache_key_and_forwarded_to_origin: { ...parameters, cookies_config: { cookie_behavior: "none" } },
    };
  });
  await edge.get("/", { cookie: "wordpress_logged_in_abc=me" });
  expect(await edge.get("/")).toMatchObject({ cache: "Hit" });
});

test("pages are kept for five minutes or as WordPress says, by host, query and login of HTTP", async () => {
  const edge = await site(({ url }) => ({
    headers: { ...(url.startsWith("/said") && { "cache-control": "max-age=60" }) },
  }));
  for (const path of ["/", "/said"]) await edge.get(path);
  edge.after(299);
  expect(await edge.get("/")).toMatchObject({ cache: "Hit" });
  expect(await edge.get("/said")).toMatchObject({ cache: "Miss" });
  expect(await edge.get("/?utm_source=x")).toMatchObject({ cache: "Miss" });
  expect(await edge.get("/", { host: "example.com" })).toMatchObject({ cache: "Miss" });
  expect(await edge.get("/", { authorization: "Basic eA==" })).toMatchObject({ cache: "Miss" });
  edge.after(1);
  expect(await edge.get("/")).toMatchObject({ cache: "Miss" });
});

test.each(["/wp-admin/index.php", "/wp-login.php", "/wp-json/wp/v2/posts", "/xmlrpc.php", "/wp-comments-post.php"])(
  "%s is never kept, and gets all that the visitor sent",
  async (path) => {
    const edge = await site(() => ({ headers: { "cache-control": "max-age=600" } }));
    const headers = { host: "www.example.com", cookie: "a=1", "user-agent": "Firefox", authorization: "Basic eA==" };
    await edge.get(`${path}?a=1`, headers);
    expect(await edge.get(`${path}?a=1`, headers)).toMatchObject({ cache: "Miss" });
    expect(edge.asked[0]).toMatchObject({ url: `${path}?a=1`, headers });
  },
);

test("files are kept as long as nginx says, by their version, whoever asks", async () => {
  const edge = await site(() => ({ headers: { "cache-control": "max-age=31536000" } }));
  await edge.get("/wp-content/a.css?ver=1", { cookie: "wordpress_logged_in_abc=me" });
  edge.after(31535999);
  expect(await edge.get("/wp-content/a.css?ver=1")).toMatchObject({ cache: "Hit" });
  expect(await edge.get("/wp-content/a.css?ver=2")).toMatchObject({ cache: "Miss" });
  expect(edge.asked[0]?.headers.cookie).toBeUndefined();
  expect(await edge.ask("POST", "/wp-content/a.css", {}, "x")).toMatchObject({ status: 403 });
});

test("while WordPress fails, visitors see the page from the bucket for five seconds at a time", async () => {
  let status = 503;
  const edge = await site(() => ({ status, body: "maintenance" }));
  expect(await edge.get("/")).toMatchObject({
    status: 503,
    cache: "Error",
    body: expect.stringContaining("<h1>Back soon</h1>"),
  });
  status = 200;
  edge.after(4);
  expect(await edge.get("/")).toMatchObject({ status: 503 });
  edge.after(1);
  expect(await edge.get("/")).toMatchObject({ status: 200, headers: { "x-content-type-options": "nosniff" } });
});
