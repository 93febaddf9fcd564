import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { phpSyntaxProblems } from "../../../constructs/site/php-syntax";

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function siteWith(...files: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), "php-syntax-"));
  directories.push(directory);
  for (const file of files) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), "<?php\n");
  }
  return directory;
}

/** Stands in for PHP: names the files that it was asked for, and ends with a code. */
function interpreter(code: number): string {
  const directory = siteWith();
  const path = join(directory, "php");
  writeFileSync(path, `#!/bin/sh\ntr '\\0' '\\n'; echo; exit ${code}\n`);
  chmodSync(path, 0o755);
  return path;
}

test("PHP is asked for all that a person edits, and for nothing else", () => {
  const site = siteWith(
    "themes/mine/functions.php",
    "plugins/shop.php",
    "wp-config.d/10.php",
    "packages/x/x.php",
    "themes/mine/a.css",
  );
  expect(phpSyntaxProblems(site, interpreter(0))).toEqual([
    "site/themes/mine/functions.php",
    "site/plugins/shop.php",
    "site/wp-config.d/10.php",
  ]);
});

test("without PHP, or with one that fails, nothing is said", () => {
  const site = siteWith("plugins/shop.php");
  expect(phpSyntaxProblems(site, "/nowhere/php")).toEqual([]);
  expect(phpSyntaxProblems(site, interpreter(255))).toEqual([]);
});

test("a site without PHP asks nobody", () => {
  expect(phpSyntaxProblems(siteWith("themes/mine/style.css"), interpreter(0))).toEqual([]);
});
