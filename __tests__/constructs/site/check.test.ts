import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkSite } from "../../../constructs/site/check";
import { composerContentHash } from "../../../constructs/site/composer-lock";
import { treeProblems } from "../../../constructs/site/tree";
import { zipOf } from "./support/zip";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "site-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text: string | Buffer = ""): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}
const problems = (): string => {
  try {
    checkSite(directory);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

test("an empty site and one with everything have no problem", () => {
  expect(problems()).toBe("");
  expect(() => checkSite(resolve(__dirname, "../../image/support/example-site"))).not.toThrow();
});

test("the project's own site has no problem", () => {
  expect(() => checkSite(resolve(__dirname, "../../../site"))).not.toThrow();
});

test("a folder that is not there is a problem", () => {
  rmSync(directory, { recursive: true });
  expect(problems()).toContain("site/ has a problem (docs/site.md):\n  the folder is missing; it may be empty");
});

test.each<[string, () => void, string]>([
  ["something unknown", () => write("uploads/a.jpg"), "site/uploads is nothing that is built; there may be README.md,"],
  [
    "a plugin's folder without header",
    () => write("plugins/shop/shop.php", "<?php\n"),
    'site/plugins/shop: no PHP file with a header "Plugin Name"',
  ],
  [
    "a plugin's file without header",
    () => write("plugins/shop.php", "<?php\n"),
    "site/plugins/shop.php: no PHP file with a header",
  ],
  [
    "a theme without style.css",
    () => write("themes/mine/index.php"),
    'site/themes/mine: no style.css with a header "Theme Name"',
  ],
  ["a theme without header", () => write("themes/mine/style.css", "body {}"), "site/themes/mine: no style.css with"],
  [
    "a theme of WordPress's name",
    () => write("themes/twentytwentyfive/style.css"),
    "site/themes/twentytwentyfive: WordPress itself brings",
  ],
  ["packages without lock", () => write("composer.json", "{}"), "site/composer.json has no composer.lock beside it"],
  ["a lock without packages", () => write("composer.lock", "{}"), "site/composer.lock is there without composer.json"],
  [
    "a zip without hash",
    () => write("zips/a.zip"),
    `site/zips/a.zip has no hash in site/zips/SHA256SUMS; it is ${NOTHING}`,
  ],
  [
    "a hash without zip",
    () => write("zips/SHA256SUMS", `${NOTHING}  a.zip\n`),
    "site/zips/SHA256SUMS names a.zip, which does not exist",
  ],
  ["another file among the zips", () => write("zips/a.tar"), "site/zips/a.tar is no zip"],
  [
    "a snippet of another name",
    () => write("nginx.d/a.txt"),
    "site/nginx.d/a.txt is read by nobody: names end in .conf",
  ],
])("refuses %s", (_, make, expected) => {
  make();
  expect(problems()).toContain(expected);
});

test("refuses a zip of another hash", () => {
  write("zips/a.zip", "changed");
  write("zips/SHA256SUMS", `${NOTHING} *a.zip\n`);
  expect(problems()).toContain(`and site/zips/SHA256SUMS says ${NOTHING}`);
});

test("refuses a lock of another composer.json, and what is no JSON", () => {
  write("composer.json", '{"require": {"acme/hello": "1.0.0"}}');
  write("composer.lock", '{"content-hash": "0123456789abcdef0123456789abcdef"}');
  expect(problems()).toContain("site/composer.lock does not fit composer.json: run composer update in site/");
  write("composer.json", "{");
  expect(problems()).toContain("must be JSON");
});

test("folders of packages lie in site/packages", () => {
  const repositories = [
    { type: "path", url: "packages/*" },
    { type: "path", url: "./packages/shop" },
    { type: "path", url: "packages/../../shop" },
    { type: "artifact", url: "/srv/zips" },
    { type: "composer", url: "https://wpackagist.org" },
    { "packagist.org": false },
  ];
  const json = JSON.stringify({ repositories });
  write("composer.json", json);
  write("composer.lock", JSON.stringify({ "content-hash": composerContentHash(json) }));
  expect(problems().match(/takes packages from \S+;/g)).toEqual([
    "takes packages from packages/../../shop;",
    "takes packages from /srv/zips;",
  ]);
});

/** A zip with its hash beside it. */
function writeZip(name: string, content: Buffer): void {
  write(`zips/${name}`, content);
  const hash = createHash("sha256").update(content).digest("hex");
  appendFileSync(join(directory, "zips/SHA256SUMS"), `${hash}  ${name}\n`);
}
const SHOP = "<?php\n/* Plugin Name: Shop */\n";

test("a plugin and a theme in zips have no problem", () => {
  writeZip("a.zip", zipOf({ "shop/": "", "shop/shop.php": SHOP, "shop/inc/x.php": "<?php", "__MACOSX/._shop": "" }));
  writeZip("b.zip", zipOf({ "mine/style.css": "/*\nTheme Name: Mine\n*/" }));
  expect(problems()).toBe("");
});

test.each<[string, Buffer, string]>([
  ["no zip", Buffer.from("PK"), "site/zips/a.zip is no zip"],
  [
    "a file that climbs out",
    zipOf({ "shop/shop.php": SHOP, "shop/../../evil.php": "<?php" }),
    'site/zips/a.zip holds "shop/../../evil.php", which would lie outside of its folder',
  ],
  ["an absolute path", zipOf({ "/etc/cron.d/x": "" }), 'holds "/etc/cron.d/x", which would lie outside'],
  ["a path of Windows", zipOf({ "shop\\..\\..\\x.php": "" }), "which would lie outside of its folder"],
  [
    "two folders",
    zipOf({ "shop/shop.php": SHOP, "other/x.php": SHOP }),
    "site/zips/a.zip must hold one folder, the theme or the plugin",
  ],
  ["files without a folder", zipOf({ "shop.php": SHOP }), "site/zips/a.zip must hold one folder"],
  ["nothing", zipOf({}), "site/zips/a.zip must hold one folder"],
  ["a link", zipOf({ "shop/shop.php": SHOP, "shop/link": "/etc/passwd" }, ["shop/link"]), "holds the link shop/link"],
  [
    "neither a theme nor a plugin",
    zipOf({ "shop/readme.txt": "" }),
    'site/zips/a.zip: shop has neither a style.css with a header "Theme Name" nor a PHP file with a header "Plugin Name"',
  ],
  [
    "a theme of WordPress's name",
    zipOf({ "twentytwentyfive/style.css": "/* Theme Name: Mine */" }),
    "site/zips/a.zip: WordPress itself brings themes/twentytwentyfive",
  ],
])("refuses a zip with %s", (_, content, expected) => {
  writeZip("a.zip", content);
  expect(problems()).toContain(expected);
});

test("what would lie at one place twice is refused, wherever it comes from", () => {
  const json = '{"require": {"acme/hello": "1.0.0"}}';
  write("composer.json", json);
  write(
    "composer.lock",
    JSON.stringify({
      "content-hash": composerContentHash(json),
      packages: [
        { name: "acme/hello", type: "wordpress-plugin" },
        { name: "acme/other", type: "wordpress-plugin", extra: { "installer-name": "shop" } },
        { name: "acme/library", type: "library" },
        { name: "acme/always", type: "wordpress-muplugin" },
      ],
    }),
  );
  write("plugins/hello/hello.php", SHOP);
  write("plugins/library/library.php", SHOP);
  writeZip("a.zip", zipOf({ "shop/shop.php": SHOP }));
  const said = problems();
  expect(said).toContain(
    "plugins/hello comes from site/plugins/hello and from site/composer.json's acme/hello: one must go",
  );
  expect(said).toContain(
    "plugins/shop comes from site/composer.json's acme/other and from site/zips/a.zip: one must go",
  );
  expect(said).toContain("site/composer.json's acme/always is loaded by nobody: write site/mu-plugins/NAME.php");
  expect(said).toContain("site/ has 3 problems");
});

test("a must-use plugin in a folder needs a file that loads it", () => {
  write("mu-plugins/always/always.php", SHOP);
  expect(problems()).toContain("site/mu-plugins/always is loaded by nobody");
  write("mu-plugins/loader.php", "<?php require __DIR__ . '/always/always.php';");
  expect(problems()).toBe("");
});

test.each([
  ["wp-config.d/a.php", "define( 'DB_HOST', 'elsewhere' );", "DB_HOST is the image's own; see docs/settings.md"],
  ["wp-config.d/a.php", "defined('WP_DEBUG') || define(\"WP_DEBUG\", true);", "WP_DEBUG is the image's own"],
  ["wp-config.d/a.php", "const MULTISITE = true;", "MULTISITE is the image's own"],
  ["wp-config.d/a.php", "$table_prefix = 'x_';", "the prefix of tables is the setting site.tablePrefix"],
])("refuses %s with %s", (path, code, expected) => {
  write(path, `<?php\n${code}\n`);
  expect(problems()).toContain(`site/${path}: ${expected}`);
});

test("constants of one's own, comments and comparisons are taken", () => {
  write(
    "wp-config.d/a.php",
    `<?php
// define('DB_HOST', 'x');
/* const WP_HOME = 1; */
 # define('WP_DEBUG', true);
define('MY_DB_HOST', 'x'); define('SHOP', DB_HOST); if ($table_prefix === 'x') {}
`,
  );
  expect(problems()).toBe("");
});

test("refuses settings of PHP that are the image's own, and takes others", () => {
  write(
    "php.ini",
    "; error_log = x\nmemory_limit = 300M\n error_log = /tmp/x\nopcache.enable=0\nUpload_Max_Filesize=1G\n",
  );
  expect(problems().match(/site\/php\.ini: \S+ is the image's own/g)).toEqual([
    "site/php.ini: error_log is the image's own",
    "site/php.ini: opcache.enable is the image's own",
    "site/php.ini: Upload_Max_Filesize is the image's own",
  ]);
});

test.each([
  ["server { listen 80; }", ':1: "server" cannot stand in nginx\'s server block'],
  ["# x\nupstream a { server b; }", ':2: "upstream" cannot stand in'],
  ["location /a { return 200 x }", ':1: "return" has no ; at its end'],
  ["location /a {\n return 200 x;\n", ':1: "{" is not closed'],
  ["return 200 x", ': "return" at its end has no ;'],
  ["return 200 x;\n}", ':2: "}" closes nothing'],
  ['add_header X "a;\n', ":1: a quote has no end"],
  ["location /a { ; }", ':1: ";" comes without a directive'],
])("refuses the snippet %s", (text, expected) => {
  write("nginx.d/a.conf", text);
  expect(problems()).toContain(`site/nginx.d/a.conf${expected}`);
});

test("takes snippets with quotes, comments, variables and blocks in blocks", () => {
  write(
    "nginx.d/a.conf",
    `# a { comment ; 'x'
location ~ "^/a{2}/(?<rest>.*)$" { if ($arg_x = 'y;') { return 301 /b/$rest#top; } }
location = /c { add_header X "a \\" } b"; return 200 '\${host}{}'; }
`,
  );
  expect(problems()).toBe("");
});

test.each([
  ["plugins/shop/shop.php", SHOP],
  ["plugins/shop.php", SHOP],
  ["mu-plugins/a.php", "<?php\n"],
  ["wp-config.d/a.php", "<?php\n"],
  ["nginx.d/a.conf", "return 200 x;\n"],
  ["php.ini", "memory_limit = 1\n"],
])("refuses a byte-order mark in %s", (path, text) => {
  write(path, `\ufeff${text}`);
  expect(problems()).toContain(`site/${path} begins with a byte-order mark`);
});

test("a byte-order mark in a file of a plugin that WordPress does not load itself is the plugin's matter", () => {
  write("plugins/shop/shop.php", SHOP);
  write("plugins/shop/inc/a.php", "\ufeff<?php\n");
  expect(problems()).toBe("");
});

test("names with spaces and capitals are taken; what nobody sees in a name is not", () => {
  write("plugins/My Shop/shop.php", SHOP);
  expect(problems()).toBe("");
  write("plugins/sh\u200bop/shop.php", SHOP);
  write("plugins/end /shop.php", SHOP);
  write("plugins/two\nlines/shop.php", SHOP);
  const said = problems();
  for (const name of ["sh\\u200bop", "end ", "two\\u000alines"]) {
    expect(said).toContain(
      `site/plugins/${name}: a name must have no character that nobody sees, and no space at an end`,
    );
  }
});

test("links lead within site/", () => {
  write("plugins/shop/shop.php", SHOP);
  symlinkSync("../plugins/shop/shop.php", join(directory, "plugins/again.php"));
  expect(problems()).toBe("");
  symlinkSync("/etc", join(directory, "plugins/shop/etc"));
  symlinkSync("nowhere", join(directory, "themes"));
  symlinkSync("../../site-of-another", join(directory, "plugins/other"));
  write("uploads/x");
  const said = problems();
  expect(said).toContain("site/plugins/shop/etc is a link that leads out of site/: copy what it points at");
  expect(said).toContain("site/themes is a link that leads nowhere");
  expect(said).toContain("site/plugins/other is a link that leads nowhere");
  expect(said).toContain("site/uploads is nothing that is built");
});

test("what the person who deploys may not read is named", () => {
  write("plugins/shop/shop.php", SHOP);
  expect(treeProblems(directory, (path) => !path.endsWith("shop.php"))).toEqual([
    "site/plugins/shop/shop.php cannot be read: chmod -R u+rX site",
  ]);
  expect(treeProblems(directory)).toEqual([]);
});

test("says every problem at once", () => {
  write("uploads/a.jpg");
  write("plugins/shop/shop.php");
  write("zips/a.zip");
  expect(problems()).toMatch(
    /^site\/ has 3 problems .*\n {2}site\/uploads.*\n {2}site\/plugins\/shop.*\n {2}site\/zips/,
  );
});
