import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { type Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("page-cache");
let site: Site;
beforeAll(async () => {
  // Entries expire after two seconds, so that expiry can be seen; all tests use addresses of their own.
  site = await startSite(lab, await DatabaseServer.shared(lab), { WP_PAGE_CACHE_TTL: "2" });
  await site.withProbe();
  await site.container.write("/usr/src/wordpress/wp-content/mu-plugins/answers.php", ANSWERS);
});

/** Answers of a misbehaving plugin, and a page that counts how often PHP made it. */
const ANSWERS = `<?php
add_action('parse_request', function () {
  if (isset($_GET['made'])) { exit('made ' . uniqid('', true)); }
  if (isset($_GET['slow'])) {
    file_put_contents('/tmp/runs-' . preg_replace('/\\W/', '', $_GET['slow']), 'x', FILE_APPEND);
    usleep(400000);
    exit('slow');
  }
  if (isset($_GET['long'])) {
    add_action('wp_head', function () {
      touch('/tmp/in-the-making');
      while (file_exists('/tmp/in-the-making')) { usleep(10000); clearstatcache(); }
    });
  }
  if (isset($_GET['cookie'])) { setcookie('visit', uniqid()); exit('cookie ' . uniqid('', true)); }
  if (isset($_GET['no-store'])) { header('Cache-Control: no-store'); exit('no-store ' . uniqid('', true)); }
  if (isset($_GET['vary'])) { header('Vary: Cookie'); exit('vary ' . uniqid('', true)); }
});`;

const fresh = (query = "made") => `/?${query}=${randomBytes(6).toString("hex")}`;
const cacheState = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
  (await site.request(path, { headers, method })).headers["x-cache"];

test("a page is made once and then comes from the cache, for GET and HEAD, with and without compression", async () => {
  const path = `/?n=${randomBytes(4).toString("hex")}`;
  const first = await site.request(path, { headers: { "Accept-Encoding": "gzip" } });
  expect(first.headers).toMatchObject({ "x-cache": "MISS", "content-encoding": "gzip", vary: "Accept-Encoding" });
  const compressed = await site.request(path, { headers: { "Accept-Encoding": "gzip" } });
  expect(compressed.headers).toMatchObject({ "x-cache": "HIT", "content-encoding": "gzip", vary: "Accept-Encoding" });
  const plain = await site.request(path);
  expect(plain.headers).toMatchObject({ "x-cache": "HIT", vary: "Accept-Encoding" });
  expect(plain.headers).not.toHaveProperty("content-encoding");
  expect(gunzipSync(compressed.body).equals(plain.body)).toBe(true);
  const head = await site.request(path, { method: "HEAD" });
  expect(head).toMatchObject({ status: 200, text: "" });
  expect(head.headers["x-cache"]).toBe("HIT");
});

test("a page for one visitor is compressed for who takes it, and the same as without", async () => {
  const own = { Authorization: "own" };
  const compressed = await site.request("/?own", { headers: { ...own, "Accept-Encoding": "gzip" } });
  expect(compressed.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
  const plain = await site.request("/?own", { headers: own });
  expect(plain.headers).toMatchObject({ vary: "Accept-Encoding" });
  expect(plain.headers).not.toHaveProperty("content-encoding");
  expect(gunzipSync(compressed.body).toString()).toBe(plain.text);
});

test.each([
  ["a login", { Cookie: "wordpress_logged_in_abc=editor%7C1" }],
  ["a login to wp-admin", { Cookie: "wordpress_sec_abc=editor%7C1" }],
  ["a comment author", { Cookie: "comment_author_abc=Ann" }],
  ["a post's password", { Cookie: "wp-postpass_abc=secret" }],
  ["a cart", { Cookie: "woocommerce_items_in_cart=1" }],
  ["a shop's session", { Cookie: "other=1; wp_woocommerce_session_abc=x" }],
  ["a PHP session", { Cookie: "PHPSESSID=abc" }],
  ["an Authorization header", { Authorization: "Basic YTpi" }],
])("%s neither reads the cache nor fills it", async (_, headers: Record<string, string>) => {
  const path = fresh();
  const personal = await site.request(path, { headers });
  expect(await cacheState(path)).toBe("MISS");
  const anonymous = await site.request(path);
  expect(anonymous.headers["x-cache"]).toBe("HIT");
  expect(anonymous.text).not.toBe(personal.text);
  const again = await site.request(path, { headers });
  expect(again.headers["x-cache"]).toBe("BYPASS");
  expect(again.text).not.toBe(anonymous.text);
});

test.each(["preview=true", "s=word", "add-to-cart=1", "wc-ajax=get", "rest_route=/"])(
  "an address with %s is not cached",
  async (query) => {
    const path = `${fresh()}&${query}`;
    expect([await cacheState(path), await cacheState(path)]).toEqual(["BYPASS", "BYPASS"]);
  },
);

test("a POST is not stored and not answered from the cache", async () => {
  const path = fresh();
  const stored = (await site.request(path)).text;
  const posted = await site.request(path, { method: "POST", body: "a=b" });
  expect(posted.text).not.toBe(stored);
  expect((await site.request(path)).text).toBe(stored);
});

test.each(["cookie", "no-store", "vary"])("an answer with %s is not stored", async (kind) => {
  const path = fresh(kind);
  const [first, second] = [await site.request(path), await site.request(path)];
  expect([first.headers["x-cache"], second.headers["x-cache"]]).toEqual(["MISS", "MISS"]);
  expect(second.text).not.toBe(first.text);
});

test("somebody who is logged in gets pages that nobody may store", async () => {
  const cookie = await site.logIn();
  const answer = await site.request("/", { headers: { Cookie: cookie } });
  expect(answer.text).toContain("wpadminbar");
  expect(answer.headers["cache-control"]).toMatch(/no-store.*private/);
  expect((await site.request("/")).text).not.toContain("wpadminbar");
});

test("campaign tags do not make another page, other parameters do", async () => {
  const path = fresh();
  expect(await cacheState(path)).toBe("MISS");
  expect(await cacheState(`/?utm_source=a&utm_medium=b&${path.slice(2)}`)).toBe("HIT");
  expect(await cacheState(`/?gclid=1&${path.slice(2)}`)).toBe("HIT");
  expect(await cacheState(`${path}&page=2`)).toBe("MISS");
});

test("a hundred visitors of a page that nobody has seen yet cost one run of PHP", async () => {
  const name = randomBytes(6).toString("hex");
  const answers = await Promise.all(Array.from({ length: 100 }, () => site.request(`/?slow=${name}`)));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(["200 slow"]));
  expect(await site.container.shell(`cat /tmp/runs-${name}`)).toBe("x");
});

test("an expired page is served from the cache while one request renews it", async () => {
  const path = fresh();
  const first = (await site.request(path)).text;
  const stale = await eventually("the entry expires", async () => {
    const answer = await site.request(path);
    return answer.headers["x-cache"] === "STALE" && answer.text;
  });
  expect(stale).toBe(first);
  await eventually("the entry is renewed", async () => (await site.request(path)).text !== first);
});

test("pages that were seen before are served while PHP is gone, and so is /healthz's bad news", async () => {
  const path = fresh();
  await site.request(path);
  await site.container.shell("s6-svc -wD -T 10000 -d /run/service/php-fpm");
  try {
    const answer = await eventually("the entry expires", async () => {
      const stale = await site.request(path);
      return stale.headers["x-cache"] !== "HIT" && stale;
    });
    expect(answer.status).toBe(200);
    expect((await site.request("/healthz")).status).toBeGreaterThanOrEqual(500);
  } finally {
    await site.container.shell("s6-svc -wU -T 10000 -u /run/service/php-fpm");
  }
  await site.container.whenHealthy();
});

test("publishing, changing and deleting a post shows at once on cached pages", async () => {
  const shown = async () => />(news-\w+)</.exec((await site.request("/")).text)?.[1];
  await site.request("/");
  const id = await site.evaluate<number>(
    `return wp_insert_post(['post_title' => 'news-first', 'post_status' => 'publish', 'post_content' => 'x']);`,
  );
  expect(await shown()).toBe("news-first");
  await site.evaluate(`return wp_update_post(['ID' => ${id}, 'post_title' => 'news-second']);`);
  expect(await shown()).toBe("news-second");
  await site.evaluate(`return (bool) wp_delete_post(${id}, true);`);
  expect(await shown()).toBeUndefined();
});

test("a draft leaves the cache alone", async () => {
  const path = fresh();
  const stored = (await site.request(path)).text;
  await site.evaluate(`return wp_insert_post(['post_title' => 'draft', 'post_status' => 'draft']);`);
  const answer = await site.request(path);
  expect([answer.text, "MISS"]).not.toContain(answer.headers["x-cache"]);
  expect(answer.text).toBe(stored);
});

test("wp-image purge empties the cache and PHP's opcode cache", async () => {
  const path = fresh();
  const stored = (await site.request(path)).text;
  const output = await site.container.exec(["wp-image", "purge"]);
  expect(output).toMatch(/removed \d+ cached pages; opcache: reset/);
  expect((await site.request(path)).text).not.toBe(stored);
});

test("a page that was in the making while something changed is kept by nobody", async () => {
  const path = fresh("long");
  const overtaken = site.request(path);
  await eventually("the page is in the making", () => site.container.shell("test -e /tmp/in-the-making && echo yes"));
  await site.evaluate(
    `return wp_insert_post(['post_title' => 'meanwhile', 'post_status' => 'publish', 'post_content' => 'x']);`,
  );
  await site.container.shell("rm /tmp/in-the-making");
  expect((await overtaken).headers).toMatchObject({
    "x-cache": "MISS",
    "cache-control": "no-cache, no-store, must-revalidate, max-age=0",
  });

  const next = site.request(path);
  await eventually("the page is made again", () => site.container.shell("test -e /tmp/in-the-making && echo yes"));
  await site.container.shell("rm /tmp/in-the-making");
  expect((await next).headers["x-cache"]).toBe("MISS");
  expect((await next).headers).not.toHaveProperty("cache-control");
});
