import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { socketDirectory } from "../../../rehearsal/run/socket-directory";

const parent = mkdtempSync(join(tmpdir(), "sockets-"));
afterAll(() => rmSync(parent, { recursive: true }));

test("removes the directories of processes that are gone, and of nobody else", () => {
  const { pid: gone } = spawnSync("true");
  const directories = [`rehearsal-${gone}-abc`, `rehearsal-${process.pid}-abc`, "rehearsal-notes", "other-1-abc"];
  for (const name of directories) mkdirSync(join(parent, name));
  const made = socketDirectory(parent);
  expect(made.startsWith(join(parent, `rehearsal-${process.pid}-`))).toBe(true);
  expect(directories.map((name) => existsSync(join(parent, name)))).toEqual([false, true, true, true]);
});

test("a directory too long for a socket's path is said to be that", () => {
  const long = `/${"x".repeat(116)}`;
  expect(() => socketDirectory(long)).toThrow(`TMPDIR is too long for unix sockets (117 bytes, at most 54): ${long}`);
});
