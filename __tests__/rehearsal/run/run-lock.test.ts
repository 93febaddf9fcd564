import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockHolder, RunLock } from "../../../rehearsal/run/run-lock";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "run-lock-"));
});
afterEach(() => rmSync(directory, { recursive: true }));
const file = () => join(directory, "below", "run.lock");

test("keeps a second run away and names the first", () => {
  const lock = RunLock.take(file(), "npm run rehearse");
  expect(() => RunLock.take(file(), "npm start")).toThrow(
    `npm run rehearse already runs here (process ${process.pid})`,
  );
  lock.release();
  RunLock.take(file(), "npm start").release();
  expect(lockHolder(file())).toBeUndefined();
});

test("the lock of a project that runs elsewhere does not hold a copy of it", () => {
  const lock = RunLock.take(file(), "npm start");
  const copied = join(directory, "copy", "run.lock");
  cpSync(file(), copied);
  expect(lockHolder(copied)).toBeUndefined();
  RunLock.take(copied, "npm start").release();
  expect(lockHolder(file())?.pid).toBe(process.pid);
  lock.release();
});

test("leaves nothing beside itself", () => {
  RunLock.take(file(), "npm start").release();
  writeFileSync(file(), "");
  RunLock.take(file(), "npm start");
  expect(readdirSync(join(directory, "below"))).toEqual(["run.lock"]);
});

test("of several that find a broken lock at once, one gets it", async () => {
  RunLock.take(file(), "npm start").release();
  writeFileSync(file(), "");
  const script = `
    const { RunLock } = require(${JSON.stringify(resolve("rehearsal/run/run-lock.ts"))});
    try { RunLock.take(${JSON.stringify(file())}, "npm start"); console.log("taken"); } catch (error) { console.log(error.message); }
    process.stdin.resume().on("end", () => process.exit());`;
  const all = Array.from({ length: 3 }, () => spawn(process.execPath, ["--import", "tsx", "--eval", script]));
  const said = await Promise.all(all.map(async ({ stdout }) => String((await once(stdout, "data"))[0])));
  for (const one of all) one.stdin.end();
  await Promise.all(all.map((one) => once(one, "close")));
  expect(said.filter((line) => line === "taken\n")).toHaveLength(1);
  expect(said.filter((line) => /already runs here|in the same moment/.test(line))).toHaveLength(2);
});

test("takes over from a process that is gone", () => {
  RunLock.take(file(), "npm start").release();
  writeFileSync(file(), JSON.stringify({ pid: 2 ** 30, command: "npm start", file: file(), born: "" }));
  expect(lockHolder(file())).toBeUndefined();
  RunLock.take(file(), "npm run rehearse").release();
});

test("takes over from a process whose number was given to another, and from a broken file", () => {
  RunLock.take(file(), "npm start").release();
  writeFileSync(file(), JSON.stringify({ pid: process.pid, command: "npm start", file: file(), born: "long ago" }));
  RunLock.take(file(), "npm run rehearse").release();
  writeFileSync(file(), "");
  RunLock.take(file(), "npm run rehearse").release();
});

test("a file in the place of its folder is said", () => {
  writeFileSync(join(directory, "below"), "");
  expect(() => RunLock.take(file(), "npm start")).toThrow(`${join(directory, "below")} cannot be made: EEXIST`);
});
