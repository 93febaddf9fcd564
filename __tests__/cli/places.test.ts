import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkFile, makeFolder, refuseSources, typedPath } from "../../cli/places";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "places-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

test("a path is meant from where it was typed", () => {
  vi.stubEnv("INIT_CWD", join(root, "docs"));
  expect(typedPath("plan.json")).toBe(join(root, "docs", "plan.json"));
  expect(typedPath("/elsewhere")).toBe("/elsewhere");
});

test("a folder is made with those above it, and nothing else", () => {
  makeFolder(join(root, "ä b", "new\nline"), "--out");
  expect(readdirSync(root, { recursive: true })).toEqual(["ä b", join("ä b", "new\nline")]);
});

test("a folder below a file is refused in one line", () => {
  writeFileSync(join(root, "file"), "");
  expect(() => makeFolder(join(root, "file", "out"), "--out")).toThrow(
    `--out must be a folder that can be written, got ${join(root, "file", "out")}: ENOTDIR`,
  );
});

test.runIf(process.platform === "linux")("a place where no folder can be made is said at once", () => {
  expect(() => makeFolder("/proc/x", "--out")).toThrow("--out must be a folder that can be written, got /proc/x: ");
  expect(() => makeFolder("/proc/x/y", "--out")).toThrow("--out must be a folder that can be written, got /proc/x/y: ");
});

test("a file that can be written keeps what it holds, and one that is not there yet stays away", () => {
  writeFileSync(join(root, "report.md"), "earlier");
  checkFile(join(root, "report.md"), "--report");
  checkFile(join(root, "new.md"), "--report");
  expect(readFileSync(join(root, "report.md"), "utf8")).toBe("earlier");
  expect(readdirSync(root)).toEqual(["report.md"]);
});

test("a folder in the place of a file, and a folder that is not there, are refused", () => {
  expect(() => checkFile(root, "--report")).toThrow("--report must be a file that can be written, got");
  expect(() => checkFile(join(root, "none", "report.md"), "--report")).toThrow("ENOENT");
  expect(() => checkFile("", "--out")).toThrow('--out must be a file that can be written, got "": ENOENT');
});

test("nothing is written among the sources of the app or its image", () => {
  mkdirSync(join(root, "rules", "aws"), { recursive: true });
  writeFileSync(join(root, "rules", "aws", "rule.ts"), "");
  mkdirSync(join(root, "audits"));
  for (const folder of ["site/x", "image", "rules/x", "rules"])
    expect(() => refuseSources(join(root, folder), root, "--out")).toThrow("--out must not lie in");
  for (const folder of [".", "audits/1", "new", "../elsewhere", ".hidden"])
    expect(() => refuseSources(join(root, folder), root, "--out")).not.toThrow();
});
