import { connect } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { DatabaseServer } from "./support/database";
import { useLab } from "./support/lab";
import { HOST, type Site, startSite } from "./support/site";

const lab = useLab("hostile");
let site: Site;
beforeAll(async () => {
  site = await startSite(lab, await DatabaseServer.shared(lab));
  // Everything an attacker may hope for is really there, so that only a rule can keep it.
  await site.container.shell(PLANT);
});

/** Each planted PHP file writes a mark when it runs; each other file holds the word that must not leave the container. */
const MARK = "/tmp/ran";
const PLANT = `set -e
  root=/usr/src/wordpress uploads=/var/www/html/wp-content/uploads
  php="<?php file_put_contents('${MARK}', 'x', FILE_APPEND); echo 'LEAKED';"
  plant() { mkdir -p "$(dirname "$1")"; printf '%s' "$2" >"$1"; }
  for name in x.php x.PHP x.phtml x.phar x.pht x.php5 x.php7 x.inc x.cgi x.pl x.py x.sh x.php.jpg 2026/11/x.php y.jpg/x.php .user.ini; do
    plant "$uploads/$name" "$php"; done
  plant "$uploads/x.jpg" "$php"
  for name in cache/x.php upgrade/x.php files/x.php blogs.dir/x.php x.php; do plant "$root/wp-content/$name" "$php"; done
  for name in .git/config .env .htaccess .htpasswd .svn/entries .DS_Store .user.ini .wp-image-seed.lock wp-config.php~ \\
    wp-config.php.bak wp-config.php.save wp-config.php.swp wp-config.bak wp-config.txt wp-config-sample.php wp-content/debug.log error_log.log \\
    backup.sql dump.sql.gz site.old settings.ini deploy.sh app.yml app.yaml docker-compose.yml .docker.env composer.json composer.lock package.json \\
    package-lock.json wp-content/plugins/p/composer.json wp-content/plugins/p/readme.txt wp-content/themes/t/changelog.txt template.tpl \\
    wp-content/themes/t/page.twig "notes#" draft~ readme.html license.txt; do
    [ -e "$root/$name" ] || plant "$root/$name" "LEAKED"; done
  chown -R www-data "$uploads"`;

const LONG = "a".repeat(9000);

/** Path and the answer it must get. 4xx where a rule or nothing answers; 200 and 301 where WordPress says "no such page" by other means. */
const TABLE: readonly (readonly [path: string, status: number | readonly number[]])[] = [
  // Files that begin with a dot
  ...["/.git/config", "/.git/", "/.env", "/.htaccess", "/.htpasswd", "/.svn/entries", "/.DS_Store", "/.user.ini"].map(
    (path) => [path, 404] as const,
  ),
  ["/.wp-image-seed.lock", 404],
  ["/.docker.env", 404],
  ["/%2egit/config", 404],
  ["/%2Egit%2fconfig", 404],
  ["/wp-content/.env", 404],
  ["/wp-content/uploads/.user.ini", 404],
  ["//.git/config", 404],
  ["/x/../.git/config", 404],
  ["/.well-known/../.env", 404],
  ["/.well-known/../wp-config.php", 404],
  ["/.well-known/x.php", 404],
  // Configuration, copies, dumps, logs
  ...["", "~", ".bak", ".save", ".swp", ".txt", ".old", ".orig", "::$DATA", "%20", "."].map(
    (end) => [`/wp-config.php${end}`, 404] as const,
  ),
  ["/wp-config.bak", 404],
  ["/wp-config.txt", 404],
  ["/wp-config-sample.php", 404],
  ["/WP-CONFIG.PHP", 404],
  ["/wp%2dconfig.php", 404],
  ["/wp-config.php/x", 404],
  ["/../wp-config.php", 400],
  ["/..%2fwp-config.php", 400],
  ["/%2e%2e/wp-config.php", 400],
  ["/wp-includes/..%2f..%2f..%2fvar/www/wp-config.php", 400],
  ["/wp-content/uploads/../../wp-config.php", 404],
  ["/..%5cwp-config.php", [301, 404]],
  ["/%c0%ae%c0%ae/wp-config.php", [400, 404]],
  ["/run/wp/env.php", 404],
  ["/wp-content/debug.log", 404],
  ...[
    "/error_log.log",
    "/backup.sql",
    "/dump.sql.gz",
    "/site.old",
    "/settings.ini",
    "/deploy.sh",
    "/app.yml",
    "/app.yaml",
  ].map((path) => [path, 404] as const),
  ...[
    "/docker-compose.yml",
    "/composer.json",
    "/composer.lock",
    "/package.json",
    "/package-lock.json",
    "/template.tpl",
  ].map((path) => [path, 404] as const),
  ["/wp-content/plugins/p/composer.json", 404],
  ["/wp-content/plugins/p/readme.txt", 404],
  ["/wp-content/themes/t/changelog.txt", 404],
  ["/wp-content/themes/t/page.twig", 404],
  ["/notes%23", 404],
  ["/draft~", 404],
  ["/readme.html", 404],
  ["/license.txt", 404],
  // PHP that visitors have no business with
  ...["/wp-load.php", "/wp-settings.php", "/wp-blog-header.php", "/wp-cron.php", "/xmlrpc.php"].map(
    (path) => [path, [403, 404]] as const,
  ),
  ["//xmlrpc.php", [403, 404]],
  ["/wp-cron.php/x", [403, 404]],
  ["/xmlrpc.php/x", [403, 404]],
  ["/wp-admin/install.php", 404],
  ["/wp-admin/install.php?step=1", 404],
  ["/wp-admin/install.php/x", 404],
  ["/wp-admin/setup-config.php", 404],
  ["/wp-admin/includes/file.php", 404],
  ["/wp-includes/version.php", 404],
  ["/wp-includes/class-wpdb.php", 404],
  ["/wp-includes/js/tinymce/../../version.php", 404],
  ["/wp-content/object-cache.php", 404],
  ["/wp-content/x.php", 404],
  ["/index.php/wp-config.php", [301, 404]],
  ["/wp-login.php/.css", [200, 404]],
  ["/nothing.php", 404],
  ["/nothing.php/x.css", 404],
  ["/usr/lib/wp-image/wordpress/fpm/forget-files.php", 404],
  // PHP in directories that are written to
  ...["x.php", "x.PHP", "x.phtml", "x.phar", "x.pht", "x.php5", "x.php7", "x.inc", "x.cgi", "x.pl", "x.py", "x.sh"].map(
    (name) => [`/wp-content/uploads/${name}`, 404] as const,
  ),
  ["/wp-content/uploads/2026/11/x.php", 404],
  ["/wp-content/uploads/x.php/", 404],
  ["/wp-content/uploads/x.php/y.jpg", 404],
  ["/wp-content/uploads/x.jpg/y.php", 404],
  ["/wp-content/uploads/y.jpg/x.php", 404],
  ["/wp-content/uploads/x.php.jpg", 404],
  ["/wp-content/uploads/x%2ephp", 404],
  ["/wp-content/uploads//x.php", 404],
  ["//wp-content//uploads/x.php", 404],
  ["/wp-content/uploads/./x.php", 404],
  ["/wp-content/uploads/x.php%00.jpg", 400],
  ["/wp-content/uploads/x.php%0a.jpg", 404],
  ...["cache", "upgrade", "files", "blogs.dir"].map((name) => [`/wp-content/${name}/x.php`, 404] as const),
  // Directories, status pages and odd addresses
  ["/wp-content/uploads/", [403, 404]],
  ["/wp-includes/", [403, 404]],
  ["/wp-content/plugins/", [200, 403, 404]],
  ["/-/status", 404],
  ["/-/status?full", 404],
  ["/ping", [301, 404]],
  ["/server-status", [301, 404]],
  ["/%00", 400],
  ["/a%00b", 400],
  ["/%", 400],
  ["/%zz", 400],
  [`/${LONG}`, [301, 404, 414]],
  [`/?${"b".repeat(20_000)}`, 414],
  ["/?author=1%27%20OR%201=1", [200, 301, 404]],
  ["/?p=../../etc/passwd", [200, 301, 404]],
  ["/wp-content/themes/../../../../etc/passwd", 400],
  ["/wp-admin/load-styles.php?load[]=../../../wp-config", [200, 400]],
  ["/wp-admin/admin-ajax.php?action=nothing", 400],
];

test("the table has at least eighty addresses", () => {
  expect(new Set(TABLE.map(([path]) => path)).size).toBeGreaterThanOrEqual(80);
});

test.each(TABLE.map(([path, status]) => ({ path, status, name: path.slice(0, 60) })))(
  "$name",
  async ({ path, status }) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
    expect([status].flat()).toContain(answer.status);
    expect(answer.text).not.toContain("LEAKED");
    expect(answer.text).not.toContain("<?php");
  },
);

test("no planted PHP file has run", async () => {
  expect((await site.request("/wp-content/uploads/x.php")).status).toBe(404);
  expect(await site.container.shell(`cat ${MARK} 2>/dev/null || echo none`)).toBe("none");
});

test.each<readonly [name: string, bytes: string, status: number | readonly number[]]>([
  ["a header of 20 KB", `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX-Long: ${"a".repeat(20_000)}\r\n\r\n`, 400],
  [
    "sixty headers of 2 KB",
    `GET / HTTP/1.1\r\nHost: ${HOST}\r\n${`X-Many: ${"a".repeat(2000)}\r\n`.repeat(60)}\r\n`,
    400,
  ],
  ["a method that does not exist", `FROBNICATE / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`, [400, 405]],
  ["TRACE", `TRACE / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`, 405],
  ["CONNECT", `CONNECT www.example.org:443 HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`, [400, 405]],
  ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
  ["two Hosts", `GET / HTTP/1.1\r\nHost: ${HOST}\r\nHost: evil.example\r\n\r\n`, 400],
  ["somebody else's Host", "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 421],
  ["a Host with a path", "GET / HTTP/1.1\r\nHost: evil.example/x\r\nConnection: close\r\n\r\n", [400, 421]],
  [
    "an absolute address of another host",
    `GET http://evil.example/ HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`,
    421,
  ],
  [
    "both lengths",
    `POST / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n`,
    400,
  ],
  ["two lengths", `POST / HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`, 400],
  [
    "an unknown transfer encoding",
    `POST / HTTP/1.1\r\nHost: ${HOST}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
    [400, 501],
  ],
  ["a chunk without a size", `POST / HTTP/1.1\r\nHost: ${HOST}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`, 400],
  ["a header with a space before the colon", `GET / HTTP/1.1\r\nHost: ${HOST}\r\nX-A : b\r\n\r\n`, 400],
  [
    "a Range of thousands",
    `GET /wp-includes/js/jquery/jquery.min.js HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\nRange: bytes=${"0-1,".repeat(1500)}0-1\r\n\r\n`,
    [200, 206, 416],
  ],
])("%s", async (_, bytes, status) => {
  expect([status].flat()).toContain((await raw(bytes)).status);
});

test("HTTP/0.9 gets no page", async () => {
  const answer = await raw("GET /\r\n");
  expect([0, 400, 421]).toContain(answer.status);
  expect(answer.text).not.toContain("A site of the tests");
});

test("a Proxy header does not reach PHP", async () => {
  await site.withProbe();
  const answer = await site.request("/", {
    method: "POST",
    headers: { "X-Probe": "1", Proxy: "http://evil.example" },
    body: "return [$_SERVER['HTTP_PROXY'] ?? '', getenv('HTTP_PROXY')];",
  });
  expect(JSON.parse(answer.text)).toEqual(["", false]);
});

test("not one of these requests was an error of the server", async () => {
  await site.request("/.git/config");
  const entries = (await site.container.logs())
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { status: number; uri: string });
  expect(entries.length).toBeGreaterThan(100);
  // 501 is nginx's own word for a transfer encoding that it does not know; 503 was sent before the installation.
  const errors = entries.filter(({ status }) => status >= 500 && ![501, 503].includes(status));
  expect(errors.map(({ status, uri }) => `${status} ${uri}`)).toEqual([]);
});

/** Sends bytes as they are. @returns the first answer; status 0 when there is none */
async function raw(bytes: string): Promise<{ status: number; text: string }> {
  const address = await site.container.address();
  return new Promise((resolve, reject) => {
    const socket = connect(8080, address);
    let text = "";
    const done = () => resolve({ status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0), text });
    socket.setTimeout(20_000, () => socket.destroy(new Error("no answer in time")));
    socket.setEncoding("latin1").on("data", (data: string) => {
      text += data;
      // Keep-alive answers end at their length; a refusal closes the connection.
      const [head = "", body = ""] = text.split("\r\n\r\n", 2);
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (length !== undefined && body.length >= Number(length)) socket.destroy();
    });
    socket.on("close", done);
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? done() : reject(error),
    );
    socket.write(bytes, "latin1");
  });
}
