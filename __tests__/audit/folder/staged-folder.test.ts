import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FORMAT } from "../../../audit/folder/manifest";
import { StagedFolder } from "../../../audit/folder/staged-folder";

let root: string;
let out: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "audit-folder-"));
  out = join(root, "out");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const earlier = (): void => {
  mkdirSync(out);
  writeFileSync(join(out, "manifest.json"), JSON.stringify({ format: FORMAT }));
  writeFileSync(join(out, "old"), "old");
};

test("the former folder stays until the new one is complete, then it is gone whole", () => {
  earlier();
  const folder = new StagedFolder(out);
  folder.write("a/b", "new");
  expect(readdirSync(out)).toEqual(["manifest.json", "old"]);
  folder.finish();
  expect(readdirSync(out)).toEqual(["a"]);
  expect(readdirSync(root)).toEqual(["out"]);
});

test("work that is broken off leaves everything as it was", () => {
  earlier();
  const folder = new StagedFolder(out);
  folder.write("a", "new");
  folder.discard();
  expect(readdirSync(root)).toEqual(["out"]);
  expect(readFileSync(join(out, "old"), "utf8")).toBe("old");
});

test("a folder that is no audit is refused", () => {
  mkdirSync(out);
  writeFileSync(join(out, "thesis.txt"), "");
  expect(() => new StagedFolder(out)).toThrow("--out must be new, empty or an earlier audit");
  writeFileSync(join(root, "file"), "");
  expect(() => new StagedFolder(join(root, "file"))).toThrow("--out must be a folder");
});

test("records hold the hash, the size and whether a file may be executed", () => {
  const source = join(root, "run");
  writeFileSync(source, "#!/bin/sh\n", { mode: 0o700 });
  const folder = new StagedFolder(out);
  folder.write("z", "text");
  folder.copy("run", source);
  const sha256 = createHash("sha256").update("text").digest("hex");
  expect(folder.records()).toMatchObject({ run: { size: 10, executable: true }, z: { sha256, size: 4 } });
  expect(Object.keys(folder.records())).toEqual(["run", "z"]);
  folder.discard();
});

test("a place below a file is refused before anything is removed or made", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => new StagedFolder(join(root, "file", "out"))).toThrow("--out must be a folder that can be written");
  expect(readdirSync(root)).toEqual(["file"]);
});
