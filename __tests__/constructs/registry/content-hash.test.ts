import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentHash } from "../../../constructs/registry/content-hash";

let directory = "";
const file = (path: string) => join(directory, path);
const hash = (buildArguments: Record<string, string> = {}) => contentHash(directory, buildArguments);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "context-"));
  mkdirSync(file("rootfs"));
  writeFileSync(file("Dockerfile"), "FROM scratch\n");
  writeFileSync(file("rootfs/run"), "#!/bin/sh\n");
  writeFileSync(file(".dockerignore"), "README.md\n");
  symlinkSync("/usr/lib/run", file("rootfs/link"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("is the same for the same tree, whenever it was written", () => {
  const before = hash();
  utimesSync(file("Dockerfile"), 0, 0);
  expect(hash()).toBe(before);
});

const changes: [string, () => void][] = [
  ["a file's content", () => writeFileSync(file("rootfs/run"), "#!/bin/sh\nexit 1\n")],
  ["a file's name", () => renameSync(file("rootfs/run"), file("rootfs/start"))],
  ["an executable bit", () => chmodSync(file("rootfs/run"), 0o755)],
  [
    "a link's target",
    () => {
      unlinkSync(file("rootfs/link"));
      symlinkSync("/usr/lib/other", file("rootfs/link"));
    },
  ],
  ["a new file", () => writeFileSync(file("rootfs/new"), "")],
];

test.each(changes)("changes with %s", (_, change) => {
  const before = hash();
  change();
  expect(hash()).not.toBe(before);
});

test("changes with the build arguments, but not with their order", () => {
  expect(hash({ A: "1" })).not.toBe(hash({ A: "2" }));
  expect(hash({ A: "1", B: "2" })).toBe(hash({ B: "2", A: "1" }));
});

test("passes over what .dockerignore keeps from the build", () => {
  const before = hash();
  writeFileSync(file("README.md"), "words");
  expect(hash()).toBe(before);
});

test("looks into an ignored directory only for what is excepted", () => {
  mkdirSync(file("ignored/kept"), { recursive: true });
  writeFileSync(file(".dockerignore"), "*\n!ignored/kept\n");
  const before = hash();
  writeFileSync(file("ignored/other"), "");
  expect(hash()).toBe(before);
  writeFileSync(file("ignored/kept/one"), "");
  expect(hash()).not.toBe(before);
});
