import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type RunningSite, runningFile, runningSites } from "../../../cli/running-site";
import { ask, ControlServer } from "../../../rehearsal/run/control";

let directory: string;
let site: RunningSite;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "control-"));
  site = {
    ...{ environment: "dev", url: "http://localhost:8080", pid: process.pid, socket: join(directory, "sock") },
    ...{ aws: { endpoint: "http://127.0.0.1:1", accessKey: "KEY" }, buckets: [] },
  };
});
afterEach(() => rmSync(directory, { recursive: true }));

test("hands on each line of the answer, and fails with what went wrong", async () => {
  const server = await ControlServer.listen(directory, site, async (command, argument, write) => {
    write(`${command}: ${argument}`);
    if (command === "deploy") throw new Error("a deployment is under way");
  });
  const lines: string[] = [];
  try {
    expect(runningSites(directory)).toEqual([site]);
    // Its key lets whoever reads it run commands in the tasks.
    expect(statSync(runningFile(directory, "dev")).mode & 0o077).toBe(0);
    await ask(site, "secret NAME", (line) => lines.push(line));
    await expect(ask(site, "deploy", (line) => lines.push(line))).rejects.toThrow("failed");
    expect(lines).toEqual(["secret: NAME", "deploy: ", "a deployment is under way"]);
  } finally {
    await server.close();
  }
  expect(runningSites(directory)).toEqual([]);
});

test("says so when the run was killed", async () => {
  await expect(ask(site, "deploy", () => {})).rejects.toThrow("ended without cleaning up");
});
