import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { read, root } from "./support/markdown";

/** Folders that hold files of the project; a leading dot is a tool's. */
const folders = [
  ...new Set(
    execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
      .split("\n")
      .filter((path) => path.includes("/") && !path.startsWith("."))
      .map((path) => `${path.split("/")[0]}/`),
  ),
].sort();

test("architecture.md has a row for every folder and none for another", () => {
  const rows = [...read("docs/architecture.md").matchAll(/^\| `([^`]+\/)` \|/gm)].map(([, folder]) => folder);
  expect(rows.sort()).toEqual(folders);
});

test("the list in the README names every folder and none that is gone", () => {
  const list = /```\n(main\.ts[\s\S]*?)```/.exec(read("README.md"))?.[1] ?? "";
  const named = [...list.matchAll(/^(\S+\/) /gm)].map(([, folder]) => folder);
  expect(named.sort()).toEqual(folders.filter((folder) => folder !== "setup/"));
});
