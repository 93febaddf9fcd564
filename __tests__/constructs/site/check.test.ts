import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkSite } from "../../../constructs/site/check";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "site-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text = ""): void {
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

test("says every problem at once", () => {
  write("uploads/a.jpg");
  write("plugins/shop/shop.php");
  write("zips/a.zip");
  expect(problems()).toMatch(
    /^site\/ has 3 problems .*\n {2}site\/uploads.*\n {2}site\/plugins\/shop.*\n {2}site\/zips/,
  );
});
