import { beforeAll, describe, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { ADMINISTRATOR, type Site, startSite } from "./support/site";

const lab = useLab("ways-in");
let server: DatabaseServer;
let site: Site;
let open: Site;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
  site = await (await startSite(lab, server, { WP_CRON: "off", WP_LOGIN_LIMIT: "10" })).withProbe();
  open = await startSite(lab, server, { WP_CRON: "off", WP_LOGIN_LIMIT: "0", WP_PUBLIC_USERS: "on", WP_XMLRPC: "on" });
});

const form = (fields: Record<string, string>) => ({
  method: "POST",
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(fields).toString(),
});

describe("logins", () => {
  test.each([
    ..."/wp-login.php/x /%77p-login.php/x //wp-login.php/x /wp-comments-post.php/x /wp-signup.php/ /xmlrpc.php/x".split(
      " ",
    ),
    ..."/wp-admin/admin-ajax.php/x /wp-admin/install.php/x /wp-trackback.php/1 /wp-cron.php/x".split(" "),
  ])("%s is no way past the limits", async (path) => {
    expect((await site.request(path, form({ log: ADMINISTRATOR.user, pwd: ADMINISTRATOR.password }))).status).toBe(404);
  });

  test("one address may try so often a minute and then reads when to come back; another one may", async () => {
    const spellings = ["/wp-login.php", "/%77p-login.php", "//wp-login.php", "/wp-login.php?action=lostpassword"];
    const attempt = (index: number) => site.request(spellings[index % 4] ?? "", form({ log: "nobody", pwd: "wrong" }));
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => attempt(index)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(11);
    expect(refused[0]?.headers["retry-after"]).toBe("60");
    expect((await site.request("/wp-login.php")).status).toBe(200);
    const inside = await site.container.shell(
      "curl -s -o /dev/null -w '%{http_code}' -H Host:www.example.com -d log=a http://127.0.0.1:8080/wp-login.php",
    );
    expect(inside).toBe("200");
  });

  test("without a limit all are answered", async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => open.request("/wp-login.php", form({ log: "nobody", pwd: "wrong" }))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe("strangers do not learn", () => {
  test.each([
    ["the users of the REST API", "/wp-json/wp/v2/users", 401],
    ["a user of the REST API", "/wp-json/wp/v2/users/1", 401],
    ["the users by a parameter", "/?rest_route=/wp/v2/users", 401],
    ["a user by number", "/?author=1", 404],
    ["a user by number, later", "/?p=1&author=1", 404],
    ["the users of the sitemap", "/wp-sitemap-users-1.xml", 404],
  ])("%s, unless the site says so", async (_, path, status) => {
    const closed = await site.request(path);
    expect(closed.status).toBe(status);
    expect(closed.text).not.toMatch(/author\/editor|"slug":"editor"/);
    expect((await open.request(path)).status).not.toBe(status);
  });

  test("which part of a login was right", async () => {
    const said = async (fields: Record<string, string>) =>
      site.evaluate<string>(
        `$_POST = json_decode('${JSON.stringify(fields)}', true); return wp_signon(['user_login' => $_POST['log'], 'user_password' => $_POST['pwd']])->get_error_message();`,
      );
    const messages = [
      await said({ log: ADMINISTRATOR.user, pwd: "wrong" }),
      await said({ log: "nobody", pwd: "wrong" }),
      await said({ log: "nobody@example.com", pwd: "wrong" }),
    ];
    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).not.toContain(ADMINISTRATOR.user);
  });

  test("the version, and yet a file's address changes with it", async () => {
    const page = (await site.uncached("/")).text;
    const version = await site.evaluate<string>("return wp_get_wp_version();");
    for (const text of [page, (await site.request("/feed/")).text, (await site.request("/wp-login.php")).text]) {
      expect(text).not.toContain(version);
      expect(text).not.toMatch(/name="generator"|EditURI|wlwmanifest|rel="pingback"/);
    }
    expect(page).toMatch(/\?ver=[0-9a-f]{10}/);
    expect((await site.uncached("/")).headers).not.toHaveProperty("x-pingback");
    const styles = await site.request("/wp-admin/load-styles.php?c=0&load[]=login");
    expect([styles.status, JSON.stringify(styles.headers).includes(version)]).toEqual([200, false]);
    expect((await open.uncached("/")).text).toMatch(/name="generator".*EditURI|EditURI.*name="generator"/s);
  });

  test("an editor sees the users as ever", async () => {
    expect(
      await site.evaluate<number>(
        "wp_set_current_user(1); return rest_do_request(new WP_REST_Request('GET', '/wp/v2/users'))->get_status();",
      ),
    ).toBe(200);
  });
});

describe("files", () => {
  const plugin = "/usr/src/wordpress/wp-content/plugins/shop";
  beforeAll(async () => {
    const names = ["a.phtml", "b.php5", "c.phar", "d.PHP", "e.Php7", "f.pht", "g.phps", "h.php.txt"];
    await site.container.shell(
      `mkdir -p ${plugin} /var/www/html/wp-content/uploads/woocommerce_uploads && cd ${plugin} && ` +
        `for name in ${names.join(" ")}; do echo '<?php secret();' >$name; done; ` +
        "for name in m.mjs t.vtt c.csv f.ttf o.otf w.webmanifest h.heic p.opus; do echo x >$name; done; " +
        "cd /var/www/html/wp-content/uploads && echo goods >woocommerce_uploads/file.zip && echo '{}' >package-list.json && echo '<?php 1;' >x.phtml && chown -R www-data .",
    );
  });

  test.each("a.phtml b.php5 c.phar d.PHP e.Php7 f.pht g.phps h.php.txt".split(" "))("%s is not shown", async (name) => {
    const answer = await site.request(`/wp-content/plugins/shop/${name}`);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain("secret");
  });

  test.each([
    ["m.mjs", "text/javascript"],
    ["t.vtt", "text/vtt"],
    ["c.csv", "text/csv"],
    ["f.ttf", "font/ttf"],
    ["o.otf", "font/otf"],
    ["w.webmanifest", "application/manifest+json"],
    ["h.heic", "image/heic"],
    ["p.opus", "audio/ogg"],
  ])("%s has its type", async (name, type) => {
    const { headers, status } = await site.request(`/wp-content/plugins/shop/${name}`);
    expect([status, headers["content-type"]?.replace("; charset=utf-8", "")]).toEqual([200, type]);
  });

  const handOut = (target: string) =>
    site.request("/?download", {
      method: "POST",
      headers: { "X-Probe": "1" },
      body: `header('X-Accel-Redirect: ${target}'); header('Content-Disposition: attachment'); header('Cache-Control: private'); exit;`,
    });

  test("what PHP hands out by X-Accel-Redirect is the file, with PHP's headers, of uploads alone", async () => {
    const answer = await handOut("/wp-content/uploads/woocommerce_uploads/file.zip");
    expect([answer.status, answer.text]).toEqual([200, "goods\n"]);
    expect(answer.headers).toMatchObject({ "content-disposition": "attachment", "cache-control": "private" });
    expect((await handOut("/wp-content/uploads/none.zip")).status).toBe(404);
    expect((await handOut("/wp-content/uploads/x.phtml")).status).toBe(404);
    expect((await site.request("/wp-content/uploads/woocommerce_uploads/file.zip")).status).toBe(403);
  });

  test("names that begin as a closed one are served", async () => {
    expect((await site.request("/wp-content/uploads/package-list.json")).status).toBe(200);
    const id = await site.evaluate<number>(
      "return wp_insert_post(['post_title' => 'wp-config.php explained', 'post_name' => 'wp-config-php-explained', 'post_status' => 'publish', 'post_content' => 'x']);",
    );
    expect((await site.request(`/?p=${id}`)).headers.location).toMatch(/\/wp-config-php-explained\/$/);
    const path = new URL(await site.evaluate<string>(`return get_permalink(${id});`)).pathname;
    expect((await site.request(path)).status).toBe(200);
    expect((await site.request("/wp-config-php-explained/")).status).not.toBe(404);
    for (const name of [
      "wp-config.php",
      "wp-config.php.bak",
      "wp-config-sample.php",
      "wp-config.txt",
      "a/wp-config.php~",
    ]) {
      expect((await site.request(`/${name}`)).status).toBe(404);
    }
  });

  test.each(["OPTIONS", "PUT", "PATCH", "DELETE"])("%s reaches the REST API by its parameter", async (method) => {
    expect((await site.request("/?rest_route=/wp/v2/posts/1", { method })).headers["content-type"]).toMatch(/json/);
  });
});

test("WordPress reaches itself, wherever its name leads", async () => {
  const own = `return wp_remote_retrieve_response_code(wp_remote_post(home_url('/wp-cron.php')));`;
  expect(await site.evaluate<number>(own)).toBe(200);
  expect((await site.request("/wp-cron.php")).status).toBe(403);
});

test.each(["immutable", "mutable"])(
  "a plugin reads and writes its files through WordPress's file system, with %s content",
  async (mode) => {
    const use = `require_once ABSPATH . 'wp-admin/includes/file.php'; WP_Filesystem(); global $wp_filesystem;
    $file = wp_upload_dir()['basedir'] . '/plugin.txt';
    return [get_class($wp_filesystem), $wp_filesystem->put_contents($file, 'written'), $wp_filesystem->get_contents($file), $wp_filesystem->exists(ABSPATH . 'index.php')];`;
    const expected = ["WP_Filesystem_Direct", true, "written", true];
    if (mode === "immutable") return expect(await site.evaluate(use)).toEqual(expected);
    const mutable = await startSite(lab, server, { WP_CONTENT_MODE: "mutable", WP_FILE_MODS: "off" });
    await mutable.withProbe("/var/www/html");
    expect(await mutable.evaluate(use)).toEqual(expected);
  },
);
