import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import type { Answer } from "./support/http";
import { useLab } from "./support/lab";
import { ADMINISTRATOR, HOST, type Site, startSite } from "./support/site";

const lab = useLab("requests");
let server: DatabaseServer;
let site: Site;
beforeAll(async () => {
  server = await DatabaseServer.shared(lab);
  site = await startSite(lab, server, { WP_UPLOAD_MAX: "2M", WP_ADMIN_GATE: "on", WP_LOGIN_LIMIT: "0" });
  await site.withProbe();
});

test.each([
  ["/%77p-admin/", 403],
  ["/wp%2dlogin.php", 403],
  ["//wp-login.php", 403],
  ["/x/../wp-admin/", 403],
  ["/wp-admin/css/../options.php", 403],
  ["/wp-admin/./", 403],
  ["/wp-login.php", 200],
  ["/wp-admin/", 302],
  ["/wp-admin/admin-ajax.php?action=nothing", 400],
])("with a gate in front, %s answers %i: it compares paths as they are sent", async (path, status) => {
  expect((await site.request(path)).status).toBe(status);
});

describe("with a gate in front, visitors' actions of wp-login.php are let through by their query, so", () => {
  const form = (path: string, fields: Record<string, string>) =>
    site.request(path, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        Cookie: "wordpress_test_cookie=WP%20Cookie%20check",
      },
      body: new URLSearchParams(fields).toString(),
    });
  const login = { log: ADMINISTRATOR.user, pwd: ADMINISTRATOR.password, testcookie: "1" };
  const cookies = ({ headers }: Answer) => (headers["set-cookie"] ?? []).join("\n");

  test.each([
    "?action=postpass",
    "?action=postpass&action=login",
    "?action=login&action=postpass",
    "?ACTION=PostPass&action=login",
    "?action=post%70ass&action=login",
    "?action=confirmaction&request_id=1&confirm_key=x",
    "?action=confirmaction&action=login",
  ])("nobody logs in by %s", async (query) => {
    for (const action of ["login", "postpass"]) {
      expect(cookies(await form(`/wp-login.php${query}`, { ...login, action }))).not.toMatch(
        /wordpress_(logged_in|sec)/,
      );
    }
    const lost = await form(`/wp-login.php${query}`, { action: "lostpassword", user_login: ADMINISTRATOR.user });
    expect(lost.headers.location ?? "").not.toContain("checkemail");
    expect(lost.text).not.toContain("loginform");
  });

  test("a post with a password opens", async () => {
    const { id, link } = await site.evaluate<{ id: number; link: string }>(`
      $id = wp_insert_post(['post_title' => 'Closed', 'post_content' => 'behind the password', 'post_status' => 'publish', 'post_password' => 'sesame']);
      return ['id' => $id, 'link' => wp_make_link_relative(get_permalink($id))];`);
    expect((await site.uncached(link)).text).toContain("wp-login.php?action=postpass");
    const opened = await form("/wp-login.php?action=postpass", { post_password: "sesame", redirect_to: link });
    expect([opened.status, opened.headers.location]).toEqual([302, link]);
    const [cookie = ""] = /wp-postpass_[^;]+/.exec(cookies(opened)) ?? [];
    expect((await site.request(link, { headers: { Cookie: cookie } })).text).toContain("behind the password");
    await site.evaluate(`return wp_delete_post(${id}, true);`);
  });

  test("somebody confirms that they want their data", async () => {
    const link = await site.evaluate<string>(`
      $id = wp_create_user_request('visitor@example.net', 'export_personal_data');
      return wp_make_link_relative(site_url('wp-login.php?' . http_build_query(['action' => 'confirmaction', 'request_id' => $id, 'confirm_key' => wp_generate_user_request_key($id)])));`);
    const { text, status } = await site.request(link);
    expect([status, text]).toEqual([200, expect.stringContaining("Thanks for confirming your export request")]);
  });

  test("whoever has come through the gate logs in as ever", async () => {
    expect(cookies(await form("/wp-login.php?redirect_to=%2F%3Faction%3Dpostpass", login))).toContain(
      "wordpress_logged_in",
    );
  });
});

describe("what every site serves", () => {
  test.each([
    ["/wp-sitemap.xml", 200, /<sitemapindex/],
    ["/wp-sitemap-posts-post-1.xml", 200, /<urlset/],
    ["/wp-sitemap.xsl", 200, /<xsl:stylesheet/],
    ["/robots.txt", 200, /Sitemap: http:\/\/www\.example\.com\/wp-sitemap\.xml/],
    ["/feed/", 200, /<rss/],
    ["/comments/feed/", 200, /<rss/],
    ["/wp-json/", 200, /"namespaces"/],
    ["/wp-json/wp/v2/posts", 200, /"rendered"/],
    ["/?rest_route=/", 200, /"namespaces"/],
    ["/sample-page/", 200, /<html/],
    ["/sample-page", 301, /^/],
    ["/category/uncategorized/", 200, /<html/],
    ["/?s=hello", 200, /<html/],
    ["/wp-login.php", 200, /loginform/],
    ["/wp-admin", 301, /^/],
    ["/wp-admin/", 302, /^/],
    ["/favicon.ico", 302, /^/],
    ["/wp-admin/admin-ajax.php?action=nothing", 400, /0/],
    ["/.well-known/nothing", 404, /^/],
    ["/nothing-here/", 404, /<html/],
    ["/index.php", 301, /^/],
  ])("%s answers %i", async (path, status, text) => {
    const answer = await site.request(path);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
  });

  test("sitemaps of plugins reach the plugin", async () => {
    await site.container.write(
      "/usr/src/wordpress/wp-content/mu-plugins/sitemaps.php",
      `<?php add_action('parse_request', function () {
        $path = strtok($_SERVER['REQUEST_URI'], '?');
        if (preg_match('~^/(sitemap_index|post-sitemap2|news-sitemap)\\.xml$|^/main-sitemap\\.xsl$~', $path)) exit("plugin $path");
      });`,
    );
    for (const path of ["/sitemap_index.xml", "/post-sitemap2.xml", "/news-sitemap.xml", "/main-sitemap.xsl"]) {
      expect((await site.request(path)).text).toBe(`plugin ${path}`);
    }
  });

  test("a file of .well-known is served", async () => {
    await site.container.write("/usr/src/wordpress/.well-known/security.txt", "Contact: mailto:a@example.com");
    expect((await site.request("/.well-known/security.txt")).text).toBe("Contact: mailto:a@example.com");
  });
});

describe("static files", () => {
  const script = "/wp-includes/js/jquery/jquery.min.js";

  test("are kept by browsers for a year with a version, for a week without", async () => {
    expect((await site.request(`${script}?ver=3`)).headers["cache-control"]).toBe("max-age=31536000");
    expect((await site.request(script)).headers["cache-control"]).toBe("max-age=604800");
  });

  test("are compressed and can be asked for conditionally", async () => {
    const answer = await site.request(script, { headers: { "Accept-Encoding": "gzip" } });
    expect(answer.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
    const since = String(answer.headers["last-modified"]);
    expect((await site.request(script, { headers: { "If-Modified-Since": since } })).status).toBe(304);
  });

  test("that are missing are no matter for PHP", async () => {
    const served = async () => Number(/"accepted conn":(\d+)/.exec(await status())?.[1]);
    const status = () => site.container.shell("curl -s 'http://127.0.0.1:8080/-/status?json'");
    const before = await served();
    for (const path of ["/wp-content/uploads/none.jpg", "/wp-includes/none.css", "/wp-content/themes/x/none.woff2"]) {
      expect((await site.request(path)).status).toBe(404);
    }
    expect(await served()).toBe(before);
  });
});

describe("headers", () => {
  const SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-frame-options": "SAMEORIGIN",
    "content-security-policy": "frame-ancestors 'self'",
  };

  test.each([
    ["a page", "/"],
    ["the same page from the cache", "/"],
    ["a redirect", "/sample-page"],
    ["a page that is not there", "/nothing-at-all/"],
    ["a denied file", "/.git/config"],
    ["a forbidden script", "/xmlrpc.php"],
    ["a static file", "/wp-includes/js/jquery/jquery.min.js"],
    ["a missing static file", "/wp-content/none.css"],
    ["the login", "/wp-login.php"],
  ])("%s has the security headers once each, and tells no version", async (_, path) => {
    const { headers, rawHeaders } = await site.request(path);
    const names = rawHeaders.filter((_value, index) => index % 2 === 0).map((name) => name.toLowerCase());
    for (const name of Object.keys(SECURITY)) expect(names.filter((other) => other === name)).toEqual([name]);
    expect(headers["x-content-type-options"]).toBe(SECURITY["x-content-type-options"]);
    expect(headers["referrer-policy"]).toMatch(/^strict-origin/);
    expect(headers["x-frame-options"]).toBe(SECURITY["x-frame-options"]);
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'self'");
    expect(headers).not.toHaveProperty("strict-transport-security");
    expect(headers.server).toBe("nginx");
    expect(headers).not.toHaveProperty("x-powered-by");
  });

  test("other sites may frame an embed", async () => {
    const { status, headers } = await site.request("/sample-page/embed/");
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("x-frame-options");
    expect(headers).not.toHaveProperty("content-security-policy");
  });
});

describe("uploads", () => {
  const LIMIT = 2 << 20;
  /** Logs in once and posts a file as the media library does. */
  const upload = async (bytes: Buffer, name = "picture.jpg") => {
    const cookie = await session();
    const editor = await site.request("/wp-admin/post-new.php", { headers: { Cookie: cookie } });
    const token = /createNonceMiddleware\(\s*"(\w+)"/.exec(editor.text)?.[1] ?? "";
    return site.request("/wp-json/wp/v2/media", {
      method: "POST",
      headers: {
        Cookie: cookie,
        "X-WP-Nonce": token,
        "Content-Type": "image/jpeg",
        "Content-Disposition": `attachment; filename=${name}`,
      },
      body: bytes,
    });
  };
  let cookie: Promise<string> | undefined;
  const session = () => (cookie ??= site.logIn());
  /** The smallest file that WordPress takes for a JPEG, filled up. */
  const jpeg = (bytes: number) => Buffer.concat([JPEG, Buffer.alloc(Math.max(0, bytes - JPEG.length))]);
  const JPEG = Buffer.from(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=",
    "base64",
  );

  test("as large as allowed are kept, byte for byte, and served", async () => {
    const bytes = jpeg(LIMIT);
    const answer = await upload(bytes);
    expect(answer.status).toBe(201);
    const { source_url: url } = JSON.parse(answer.text) as { source_url: string };
    const served = await site.request(new URL(url).pathname);
    expect(served.body.equals(bytes)).toBe(true);
  });

  test("that nginx need not read to their end are refused with 413", async () => {
    expect((await upload(jpeg(LIMIT + (3 << 20)))).status).toBe(413);
  });

  test("of nothing are an error of the client", async () => {
    expect((await upload(Buffer.alloc(0))).status).toBe(400);
  });

  test("of PHP under another name are not taken", async () => {
    for (const name of ["x.php", "x.phtml", "x.php.jpg/y.php"]) {
      const answer = await upload(Buffer.from("<?php echo 1;"), name);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
  });

  test("twenty at once and chunked arrive whole", async () => {
    const files = Array.from({ length: 20 }, () => randomBytes(20_000));
    const boundary = "boundary-of-the-test";
    const parts = files.flatMap((file, index) => [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="f[${index}]"; filename="${index}.bin"\r\n\r\n`,
      ),
      file,
      Buffer.from("\r\n"),
    ]);
    await site.container.write(
      "/usr/src/wordpress/wp-content/mu-plugins/files.php",
      `<?php if (isset($_GET['files'])) exit(json_encode(array_map('md5_file', $_FILES['f']['tmp_name'])));`,
    );
    const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
    const type = `multipart/form-data; boundary=${boundary}`;
    const wanted = files.map((file) => createHash("md5").update(file).digest("hex"));
    const variants: Record<string, string>[] = [
      { "Content-Type": type },
      { "Content-Type": type, "Transfer-Encoding": "chunked" },
    ];
    for (const headers of variants) {
      const answer = await site.request("/?files=1", { method: "POST", headers, body });
      expect(JSON.parse(answer.text)).toEqual(wanted);
    }
  });

  test("that are aborted leave nothing behind", async () => {
    const address = await site.container.address();
    const socket = connect(8080, address);
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.write(`POST /?files=1 HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 1000000\r\n\r\n${"x".repeat(100_000)}`);
    socket.destroy();
    expect((await site.uncached("/?p=1")).status).toBe(301);
    expect(await site.container.shell("find /tmp -name 'php??????' -type f | wc -l")).toBe("0");
  });
});

describe("a proxy in front", () => {
  const address = "return [$_SERVER['REMOTE_ADDR'], is_ssl(), $_SERVER['HTTP_HOST']];";
  const ask = async (on: Site, headers: Record<string, string>) => {
    const answer = await on.request("/", { method: "POST", headers: { "X-Probe": "1", ...headers }, body: address });
    return JSON.parse(answer.text) as [client: string, isHttps: boolean, host: string];
  };

  test("that nobody trusts can claim nothing", async () => {
    const [client, isHttps] = await ask(site, {
      "X-Forwarded-For": "203.0.113.9",
      "X-Forwarded-Proto": "https",
      "CloudFront-Forwarded-Proto": "https",
      "CF-Connecting-IP": "203.0.113.9",
      "X-Real-IP": "203.0.113.9",
    });
    expect(client).not.toBe("203.0.113.9");
    expect(isHttps).toBe(false);
  });

  test("that is trusted tells scheme and client, and an https site does not redirect for ever", async () => {
    const https = await startSite(lab, server, {
      WP_HOME: `https://${HOST}`,
      TRUSTED_PROXIES: "172.16.0.0/12,192.168.0.0/16,10.0.0.0/8",
    });
    await https.withProbe();
    const forwarded = { "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7, 203.0.113.9" };
    expect(await ask(https, forwarded)).toEqual(["203.0.113.9", true, HOST]);
    expect(
      await ask(https, { ...forwarded, "X-Forwarded-Proto": "http", "CloudFront-Forwarded-Proto": "https" }),
    ).toMatchObject(["203.0.113.9", true, HOST]);
    const page = await https.request("/?x", { headers: forwarded });
    expect(page.status).toBe(200);
    expect(page.headers["strict-transport-security"]).toMatch(/^max-age=\d{8}/);
    expect(page.text).not.toContain(`http://${HOST}`);
    const login = await https.request("/wp-login.php", { headers: forwarded });
    expect(login.status).toBe(200);
    expect(login.headers["set-cookie"]?.every((cookie) => /; secure/i.test(cookie))).toBe(true);
    expect((await https.request("/wp-login.php")).headers.location).toMatch(/^https:/);
  });

  test("hosts and schemes do not share pages, unknown hosts get none", async () => {
    const both = await startSite(lab, server, {
      TRUSTED_PROXIES: "172.16.0.0/12,192.168.0.0/16,10.0.0.0/8",
      WP_ALLOWED_HOSTS: `${HOST},example.net`,
    });
    await both.withProbe();
    await both.whenSettled();
    const state = async (host: string, scheme: string) =>
      (await both.request("/?x=1", { headers: { Host: host, "X-Forwarded-Proto": scheme } })).headers["x-cache"];
    expect(await state(HOST, "http")).toBe("MISS");
    expect(await state(HOST, "https")).toBe("MISS");
    expect(await state("example.net", "http")).toBe("MISS");
    expect(await state(HOST, "http")).toBe("HIT");
    expect((await both.request("/", { headers: { Host: "evil.example" } })).status).toBe(421);
    expect((await both.request("/healthz", { headers: { Host: "10.0.0.1" } })).status).toBe(200);
  });
});

describe("block patterns of the theme", () => {
  const registered = (again: boolean) =>
    site.evaluate<Record<string, unknown>[]>(`
      $registry = WP_Block_Patterns_Registry::get_instance();
      $of_theme = fn () => array_values(array_filter($registry->get_all_registered(), fn ($one) => isset($one['filePath'])));
      if (${again}) {
        foreach ($of_theme() as $one) $registry->unregister($one['name']);
        _register_theme_block_patterns();
      }
      return $of_theme();`);

  test("are those that WordPress registers, with a file in a folder and without one that is gone", async () => {
    expect(await site.evaluate("return has_action('init', 'WpImage\\\\register_theme_patterns');")).toBe(10);
    const patterns = "/usr/src/wordpress/wp-content/themes/twentytwentyfive/patterns";
    await site.container.write(
      `${patterns}/folder/extra.php`,
      "<?php\n/**\n * Title: Extra\n * Slug: twentytwentyfive/extra\n * Description: More\n */ ?>\n<p>extra</p>",
    );
    await site.evaluate("wp_get_theme()->delete_pattern_cache(); return count(wp_get_theme()->get_block_patterns());");
    await site.container.shell(`rm ${patterns}/hero-book.php`);
    const ours = await registered(false);
    const slugs = ours.map(({ slug }) => slug);
    expect(slugs.length).toBeGreaterThan(50);
    expect(slugs).toContain("twentytwentyfive/extra");
    expect(slugs).not.toContain("twentytwentyfive/hero-book");
    expect(ours).toEqual(await registered(true));
  });
});
