import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Interrupted } from "../../../cli/outcome";
import { alive, Processes } from "../../../rehearsal/run/processes";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "processes-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** Says that it runs, and what ended it. */
const PUSH = `
  const { writeFileSync } = require("node:fs");
  process.on("SIGINT", () => setTimeout(() => process.exit(writeFileSync("ended", "interrupted")), 300));
  setInterval(() => {}, 1000);
  writeFileSync("pid", String(process.pid) + "\\n");`;
/** As Terraform: it has its commands in other process groups, and ends after them. */
const TERRAFORM = `
  process.on("SIGINT", () => {});
  require("node:child_process")
    .spawn(process.execPath, ["--eval", ${JSON.stringify(PUSH)}], { detached: true, stdio: "ignore" })
    .once("close", () => process.exit(1));`;

test("Ctrl-C reaches a push of an image, which Terraform started, and no other program starts", async () => {
  // A clock that jumps takes nothing of the time that programs have to end.
  let hours = 0;
  vi.spyOn(Date, "now").mockImplementation(() => ++hours * 3_600_000);
  const processes = new Processes();
  const run = processes.run(process.execPath, ["--eval", TERRAFORM], { cwd: directory, env: process.env });
  const stopped = expect(run).rejects.toThrow(Interrupted);
  const pid = await vi.waitFor(
    () => Number(/^\d+\n/.exec(readFileSync(join(directory, "pid"), "utf8"))?.[0] ?? fail()),
    20_000,
  );
  await processes.stop();
  await stopped;
  expect(alive(pid)).toBe(false);
  expect(readFileSync(join(directory, "ended"), "utf8")).toBe("interrupted");
  await expect(processes.run("true", [], { cwd: directory, env: process.env })).rejects.toThrow(Interrupted);
});

function fail(): never {
  throw new Error("not yet");
}
