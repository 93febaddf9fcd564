import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { IMMUTABLE, useLab } from "./support/lab";
import { HOST, INSTALLATION, Site, startSite } from "./support/site";
import { eventually } from "./support/wait";

const lab = useLab("page-cache");
let site: Site;
let settings: Record<string, string>;
let server: DatabaseServer;
beforeAll(async () => {
  // All tests use addresses of their own.
  server = await DatabaseServer.shared(lab);
  settings = {
    ...IMMUTABLE,
    ...(await server.database()),
    ...INSTALLATION,
    WP_PAGE_CACHE_SKIP_PATHS: "/members /shop-*/b/",
    WP_PAGE_CACHE_SKIP_COOKIES: "lang_*",
  };
  site = await startSite(lab, server, settings);
  await site.withProbe();
  await site.container.write("/usr/src/wordpress/wp-content/mu-plugins/answers.php", ANSWERS);
});
// A page is kept for sure only once the change of the test before is over in the container's cache.
beforeEach(async () => {
  await site.whenSettled();
});

/** A second container of the site, whose entries expire after two seconds, so that expiry can be seen. */
const withBriefEntries = async () => {
  const brief = await new Site(await lab.wordpress({ env: { ...settings, WP_PAGE_CACHE_TTL: "2" } })).whenInstalled();
  await brief.container.write("/usr/src/wordpress/wp-content/mu-plugins/answers.php", ANSWERS);
  return brief;
};

/** Answers of a misbehaving plugin, and a page that counts how often PHP made it. */
const ANSWERS = `<?php
add_action('parse_request', function () {
  if (isset($_GET['made'])) { exit('made ' . uniqid('', true)); }
  if (isset($_GET['slow'])) {
    file_put_contents('/tmp/runs-' . preg_replace('/\\W/', '', $_GET['slow']), 'x', FILE_APPEND);
    usleep(200000);
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
  foreach (['vary' => 'Cookie', 'vary-agent' => 'User-Agent', 'vary-accept' => 'Accept-Encoding, Accept', 'vary-encoding' => 'Accept-Encoding'] as $name => $by) {
    if (isset($_GET[$name])) { header("Vary: $by"); exit('vary ' . uniqid('', true)); }
  }
  if (isset($_GET['forbidden'])) { define('DONOTCACHEPAGE', true); exit('forbidden ' . uniqid('', true)); }
  if (isset($_GET['for'])) { header('X-Accel-Expires: ' . strtok($_GET['for'], '-')); header('Cache-Control: no-store'); exit('for ' . uniqid('', true)); }
  if (isset($_GET['args'])) { exit($_SERVER['REQUEST_URI'] . ' ' . uniqid('', true)); }
  if (isset($_GET['itself'])) { header('Location: http://${HOST}' . $_SERVER['REQUEST_URI'], true, 301); exit; }
  if (isset($_GET['itself-by-path'])) { header('Location: ' . $_SERVER['REQUEST_URI'], true, 301); exit; }
  if (isset($_GET['elsewhere'])) { header('Location: /elsewhere', true, 301); exit; }
  if (isset($_GET['accept'])) { exit((str_contains($_SERVER['HTTP_ACCEPT'] ?? '', 'json') ? 'json' : 'html') . uniqid('', true)); }
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

test.each(["cookie", "no-store", "vary", "vary-agent", "vary-accept", "forbidden", "itself", "itself-by-path"])(
  "an answer with %s is not stored",
  async (kind) => {
    const path = fresh(kind);
    const [first, second] = [await site.request(path), await site.request(path)];
    expect([first.headers["x-cache"], second.headers["x-cache"]]).toEqual(["MISS", "MISS"]);
    if (first.text !== "") expect(second.text).not.toBe(first.text);
  },
);

test.each(["vary-encoding", "elsewhere"])("an answer with %s is stored", async (kind) => {
  const path = fresh(kind);
  expect([await cacheState(path), await cacheState(path)]).toEqual(["MISS", "HIT"]);
});

test("X-Accel-Expires of PHP says for how long, whatever Cache-Control says, and no visitor sees it", async () => {
  const [kept, not] = [fresh("for=100-"), fresh("for=0-")];
  expect([await cacheState(kept), await cacheState(not)]).toEqual(["MISS", "MISS"]);
  const answer = await site.request(kept);
  expect(answer.headers).toMatchObject({ "x-cache": "HIT", "cache-control": "no-store" });
  expect(Object.keys(answer.headers).join()).not.toMatch(/x-accel|x-page/);
  expect(await cacheState(not)).toBe("MISS");
});

test("visitors see PHP's own Cache-Control and no other", async () => {
  expect((await site.request(fresh())).headers).not.toHaveProperty("cache-control");
  expect((await site.request(fresh("no-store"))).headers["cache-control"]).toBe("no-store");
});

describe("a page is kept under exactly what PHP was asked", () => {
  /** Asks for one address in an odd way, then as a visitor does. */
  const afterwards = async (odd: () => Promise<unknown>, path: string) => {
    await odd();
    return [await site.request(path), await site.request(path)].map(({ status }) => status);
  };

  test.each(["//", "/./", "/%2f", "//any/page/", "///x/"])(
    "a request for %s leaves the pages as they are",
    async (odd) => {
      const path = odd.replace(/^.*?(?=any|x|$)/, "/").replace("/x/", "/");
      await site.container.exec(["wp-image", "purge"]);
      const [first, second] = await afterwards(() => site.request(odd), path === "/any/page/" ? "/" : path);
      expect([first, second]).toEqual([200, 200]);
      expect(await cacheState(odd)).toBe("BYPASS");
    },
  );

  test.each([":1234", ":80"])("a Host header with %s leaves the pages as they are", async (port) => {
    const path = `/?p=1&${randomBytes(4).toString("hex")}`;
    const odd = () => site.request(path, { headers: { Host: `${HOST}${port}` } });
    const [first] = await afterwards(odd, "/");
    expect(first).toBe(200);
    const page = fresh();
    await site.request(page, { headers: { Host: `${HOST}${port}` } });
    expect(await cacheState(page)).toBe("MISS");
  });

  test.each(["/%61bout", "/a/../b/", "/a/./b/", "/caf\u00e9".normalize()])("%s is no canonical path", async (odd) => {
    const path = Buffer.from(odd, "utf8").toString("latin1");
    expect([await cacheState(path), await cacheState(path)]).toEqual(["BYPASS", "BYPASS"]);
  });

  test.each([
    ["letters", "/", "x".repeat(6000)],
    ["encoded letters", "/", "%E4".repeat(2000)],
    ["tags of campaigns", "/?", "utm_source=x&".repeat(500)],
    ["parameters", "/?a=1", "&utm_source=x".repeat(500)],
  ])("a long address of %s is an address like others", async (_, start, rest) => {
    const path = `${start}${rest}`;
    await site.request(path);
    expect(await cacheState(path)).toBe("HIT");
  });

  test("what campaigns add is not shown in what is kept, and a redirect keeps it", async () => {
    const path = fresh("args");
    const first = await site.request(`${path}&utm_source=first&gclid=1`);
    expect(first.text).toMatch(new RegExp(`^${path.replace("?", "\\?")} `));
    expect((await site.request(path)).text).toBe(first.text);
    const redirect = async (query: string) => (await site.request(`/?p=1${query}`)).headers.location;
    expect(await redirect("")).toMatch(/\/$/);
    expect((await site.request("/hello-world?utm_source=a")).headers.location).toMatch(/\/\?utm_source=a$/);
    expect((await site.request("/hello-world?utm_source=b")).headers.location).toMatch(/\/\?utm_source=b$/);
  });

  test("a request for JSON neither reads nor fills the cache", async () => {
    const path = fresh("accept");
    const json = { headers: { Accept: "application/activity+json" } };
    expect((await site.request(path, json)).text).toMatch(/^json/);
    expect((await site.request(path, { headers: { Accept: "text/html,*/*;q=0.8" } })).text).toMatch(/^html/);
    expect((await site.request(path, json)).text).toMatch(/^json/);
    expect(await cacheState(path)).toBe("HIT");
  });

  test.each([
    ["X-Requested-With", "XMLHttpRequest"],
    ["X-HTTP-Method-Override", "DELETE"],
    ["Origin", "https://elsewhere.example"],
  ])("a request with %s neither reads nor fills the cache", async (name, value) => {
    const path = fresh();
    expect(await cacheState(path, { [name]: value })).toBe("BYPASS");
    expect(await cacheState(path)).toBe("MISS");
  });
});

test("a page that is not found is kept for a moment", async () => {
  const path = `/none-${randomBytes(4).toString("hex")}/`;
  const [first, second] = [await site.request(path), await site.request(path)];
  expect([first.status, second.status]).toEqual([404, 404]);
  expect([first.headers["x-cache"], second.headers["x-cache"]]).toEqual(["MISS", "HIT"]);
  expect(second.headers["cache-control"]).toMatch(/no-store/);
});

test("paths and cookies of the operator's choice are not cached", async () => {
  for (const path of ["/members/", "/members/a/", "/shop-2/b/"]) expect(await cacheState(path)).toBe("BYPASS");
  for (const path of ["/membership/", "/x/members/"]) expect(await cacheState(path)).not.toBe("BYPASS");
  expect(await cacheState(fresh(), { Cookie: "other=1; lang_x=de" })).toBe("BYPASS");
  expect(await cacheState(fresh(), { Cookie: "xlang_x=de" })).toBe("MISS");
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
  // Whoever has waited for half a second asks PHP himself, which on a slow machine may come true.
  await eventually("one run for all", async () => {
    const name = randomBytes(6).toString("hex");
    const answers = await Promise.all(Array.from({ length: 100 }, () => site.request(`/?slow=${name}`)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(["200 slow"]));
    return (await site.container.shell(`cat /tmp/runs-${name}`)) === "x";
  });
});

test("an expired page is served from the cache while one request renews it", async () => {
  const brief = await withBriefEntries();
  const path = fresh();
  const [stale, before] = await eventually("the entry expires", async () => {
    const { text } = await brief.request(path);
    const later = await eventually("the page is not new", async () => {
      const answer = await brief.request(path);
      return answer.headers["x-cache"] !== "HIT" && answer;
    });
    return later.headers["x-cache"] === "STALE" && [later.text, text];
  });
  expect(stale).toBe(before);
  await eventually("the entry is renewed", async () => (await brief.request(path)).text !== before);
});

test("pages that were seen before are served while PHP is gone, and so is /healthz's bad news", async () => {
  const brief = await withBriefEntries();
  const path = fresh();
  await brief.request(path);
  await brief.container.shell("s6-svc -wD -T 10000 -d /run/service/php-fpm");
  const answer = await eventually("the entry expires", async () => {
    const stale = await brief.request(path);
    return stale.headers["x-cache"] !== "HIT" && stale;
  });
  expect(answer.status).toBe(200);
  expect((await brief.request("/healthz")).status).toBeGreaterThanOrEqual(500);
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

describe("a change shows at once", () => {
  test.each([
    ["a theme's setting that was not there before", "return update_option('theme_mods_none', uniqid());"],
    ["a widget's first setting", "delete_option('widget_none'); return update_option('widget_none', [uniqid()]);"],
    ["how comments are threaded", "return update_option('thread_comments', uniqid());"],
    ["the base of categories", "return update_option('category_base', uniqid());"],
    ["a field of a post", "return update_post_meta(1, 'subtitle', uniqid());"],
    ["a post's picture", "return update_post_meta(1, '_thumbnail_id', random_int(1, 1 << 30));"],
    ["a post's terms", "return wp_set_post_terms(1, [uniqid()]);"],
  ])("%s", async (_, change) => {
    const path = fresh("for=100-");
    const before = (await site.request(path)).text;
    await site.evaluate(change);
    expect((await site.request(path)).text).not.toBe(before);
  });

  test.each([
    ["a transient", "set_transient('t', uniqid()); return update_option('recently_edited', [uniqid()]);"],
    ["who edits", "return update_post_meta(1, '_edit_lock', uniqid());"],
    ["a counter of views", "return update_post_meta(1, 'post_views', random_int(1, 1 << 30));"],
  ])("%s is no change that visitors see", async (_, change) => {
    const path = fresh("for=100-");
    const before = (await site.request(path)).text;
    await site.evaluate(change);
    expect((await site.request(path)).text).toBe(before);
  });
});

describe("two containers of one site", () => {
  let other: Site;
  beforeAll(async () => {
    other = await new Site(await lab.wordpress({ env: settings })).whenInstalled();
    await other.withProbe();
  });

  const privately = async (change: string, reader = other) => {
    const id = await site.evaluate<number>(
      `return wp_insert_post(['post_title' => 'told-${randomBytes(4).toString("hex")}', 'post_status' => 'publish', 'post_content' => 'the text']);`,
    );
    const path = new URL(await site.evaluate<string>(`return get_permalink(${id});`)).pathname;
    const shows = async () => (await reader.request(path)).text.includes("the text");
    await eventually("the other container keeps the page", async () => {
      const { headers } = await reader.request(path);
      return headers["x-cache"] === "HIT";
    });
    expect(await shows()).toBe(true);
    await site.evaluate(`return wp_update_post(['ID' => ${id}, ${change}]);`);
    return { shows, path };
  };

  test.each(["'post_status' => 'private'", "'post_status' => 'trash'", "'post_password' => 'secret'"])(
    "a post with %s is gone from the other one's cache too",
    async (change) => {
      const { shows } = await privately(change);
      await eventually("the other container forgets the page", async () => !(await shows()));
    },
  );

  test("without its follower the other container shows a page for its time and ten seconds more, and not longer", async () => {
    const alone = await withBriefEntries();
    await alone.container.shell("s6-svc -wD -T 10000 -d /run/service/purges");
    const { shows, path } = await privately("'post_status' => 'private'", alone);
    await eventually("the page ends", async () => !(await shows()));
    expect((await alone.request(path)).status).toBe(404);
  });

  test("a change from before a container's start leaves its pages alone", async () => {
    await server.query(
      "UPDATE wp_options SET option_value = '1000000000.5-old' WHERE option_name = 'wp_image_purge'",
      settings.WORDPRESS_DB_NAME,
    );
    const late = await new Site(await lab.wordpress({ env: settings })).whenInstalled();
    const looks = new Set<string>();
    await eventually("it has looked at the mark three times", async () => {
      const address = await late.container.address();
      const query = `SELECT query_id FROM information_schema.processlist WHERE host LIKE '${address}:%' AND info IS NULL AND state = '' AND time < 5`;
      looks.add(await server.query(query));
      return looks.size > 3;
    });
    const times = await late.container.shell("cat /var/cache/nginx/last-purge; echo; stat -c %.6Y /run/wp/started");
    const [purged, started] = times.split(/\n+/);
    expect(Number(purged)).toBeLessThan(Number(started));
  });

  test("wp-image purge reaches the other one", async () => {
    await other.whenSettled();
    const path = fresh();
    const state = async () => (await other.request(path)).headers["x-cache"];
    expect([await state(), await state()]).toEqual(["MISS", "HIT"]);
    await site.container.exec(["wp-image", "purge"]);
    await eventually("the other container forgets the page", async () => (await state()) === "MISS");
  });
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

  await site.whenSettled();
  const next = site.request(path);
  await eventually("the page is made again", () => site.container.shell("test -e /tmp/in-the-making && echo yes"));
  await site.container.shell("rm /tmp/in-the-making");
  expect((await next).headers["x-cache"]).toBe("MISS");
  expect((await next).headers).not.toHaveProperty("cache-control");
});
