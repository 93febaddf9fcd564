import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, ControlServer } from "../../../rehearsal/run/control";
import { RunLock } from "../../../rehearsal/run/run-lock";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "control-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("hands on each line of the answer, and fails with what went wrong", async () => {
  const pointer = join(directory, "control");
  const server = await ControlServer.listen(join(directory, "sock"), pointer, async (command, argument, write) => {
    write(`${command}: ${argument}`);
    if (command === "deploy") throw new Error("a deployment is under way");
  });
  const lines: string[] = [];
  try {
    await ask(pointer, "secret NAME", (line) => lines.push(line));
    await expect(ask(pointer, "deploy", (line) => lines.push(line))).rejects.toThrow("failed");
    expect(lines).toEqual(["secret: NAME", "deploy: ", "a deployment is under way"]);
  } finally {
    await server.close();
  }
  await expect(ask(pointer, "deploy", () => {})).rejects.toThrow("nothing runs here: npm start first");
});

test("tells a start that is under way from none", async () => {
  const lock = RunLock.take(join(directory, "run.lock"), "npm start");
  const asked = ask(join(directory, "control"), "deploy", () => {});
  await expect(asked).rejects.toThrow(`npm start (process ${process.pid}) has not said yet that it runs`);
  lock.release();
});

test("says so when the run was killed", async () => {
  writeFileSync(join(directory, "control"), join(directory, "no.sock"));
  await expect(ask(join(directory, "control"), "deploy", () => {})).rejects.toThrow("ended without cleaning up");
});
