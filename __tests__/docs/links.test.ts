import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { anchors, documents, links, root } from "./support/markdown";

/** What is wrong with a link, if anything. */
function problem(document: string, target: string): string | undefined {
  if (/^(https:|mailto:)/.test(target)) return undefined;
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? document : normalize(join(dirname(document), path));
  if (!existsSync(join(root, file))) return `${file} is not there`;
  if (anchor === undefined || !file.endsWith(".md")) return undefined;
  return anchors(file).has(anchor) ? undefined : `${file} has no heading for #${anchor}`;
}

test.each(documents)("every link in %s leads somewhere", (document) => {
  expect(links(document).flatMap((target) => problem(document, target) ?? [])).toEqual([]);
});

test("a link to a missing file or heading is found", () => {
  expect(problem("docs/testing.md", "nowhere.md")).toBe("docs/nowhere.md is not there");
  expect(problem("README.md", "docs/testing.md#nowhere")).toBe("docs/testing.md has no heading for #nowhere");
  expect(problem("README.md", "docs/testing.md#what-no-test-here-shows")).toBeUndefined();
});
