import { expect, test } from "vitest";
import { matchesPath, normalizedPath } from "../../../../rehearsal/effects/edge/path-pattern";

test.each([
  ["/wp-content/*", "/wp-content/a/b.css", true],
  ["/wp-content/*", "/wp-content", false],
  ["wp-content/*", "/wp-content/a", true],
  ["/wp-*.php", "/wp-login.php", true],
  ["/wp-*.php", "/blog/wp-login.php", false],
  ["/wp-*.php", "/wp-login.php/x", false],
  ["*.php", "/blog/wp-login.php", true],
  ["/a?c", "/abc", true],
  ["/a?c", "/ac", false],
  ["/Images/*", "/images/a", false],
  ["/a.b", "/aXb", false],
  ["/a+(b)[c]", "/a+(b)[c]", true],
  ["/wp-admin/*", "/x/../wp-admin/index.php", true],
  ["/wp-admin/*", "/wp-admin/../index.php", false],
  ["/wp-admin/*", "/%77p-admin/index.php", true],
  ["/wp-admin/*", "//wp-admin/index.php", false],
  ["/wp-admin/*", "/wp-admin%2Findex.php", false],
])("%s and %s: %s", (pattern, path, fits) => {
  expect(matchesPath(pattern, path)).toBe(fits);
});

test("a path is compared as RFC 3986 writes it", () => {
  expect(normalizedPath("/a/./b/../c/.")).toBe("/a/c/");
  expect(normalizedPath("/../../a%7Eb%2f")).toBe("/a~b%2f");
  expect(normalizedPath("/a//b")).toBe("/a//b");
});
