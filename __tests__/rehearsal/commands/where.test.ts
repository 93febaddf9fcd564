import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { leaveRunning, type RunningSite } from "../../../cli/running-site";
import { main } from "../../../rehearsal/cli";
import { database, shell } from "../../../rehearsal/commands/inside";
import { open } from "../../../rehearsal/commands/open";
import { meantEnvironment, whatRuns } from "../../../rehearsal/commands/where";
import { lockFile, RunLock } from "../../../rehearsal/run/run-lock";

function project(): string {
  const directory = mkdtempSync(join(tmpdir(), "where-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, ".rehearsal"));
  return directory;
}

/** What `npm start` leaves for other commands while it runs. */
function runs(projectDirectory: string, environment: string): RunningSite {
  const site = {
    ...{ environment, url: `http://localhost/${environment}`, pid: process.pid, socket: "none" },
    ...{ aws: { endpoint: "none", accessKey: "none" }, buckets: [] },
  };
  leaveRunning(projectDirectory, site);
  return site;
}

test("a copy of a project in which a site runs has no command that reaches it", () => {
  const projectDirectory = project();
  runs(projectDirectory, "dev");
  const copy = join(projectDirectory, "copy");
  cpSync(join(projectDirectory, ".rehearsal"), join(copy, ".rehearsal"), { recursive: true });
  expect(() => whatRuns(copy)).toThrow("nothing runs here: npm start first");
});

test("a command means the one site that runs, dev among several, or the one that is named", async () => {
  const projectDirectory = project();
  const production = runs(projectDirectory, "production");
  expect(whatRuns(projectDirectory)).toEqual(production);
  const staging = runs(projectDirectory, "staging");
  expect(() => whatRuns(projectDirectory)).toThrow("several sites run here (production, staging): name one");
  expect(whatRuns(projectDirectory, "staging")).toEqual(staging);
  const dev = runs(projectDirectory, "dev");
  expect(whatRuns(projectDirectory)).toEqual(dev);
  expect(() => whatRuns(projectDirectory, "other")).toThrow(
    "other does not run here: npm start -- --environment other first; what runs: dev, production, staging",
  );
  const lines: string[] = [];
  await open({ projectDirectory, environment: "staging", path: "wp-admin/", write: (line) => void lines.push(line) });
  expect(lines).toEqual(["http://localhost/staging/wp-admin/"]);
});

test("a start that is under way is told from none", () => {
  const projectDirectory = project();
  const lock = RunLock.take(lockFile(projectDirectory, "staging"), "npm start");
  const waits = `npm start (process ${process.pid}) has not said yet that it runs`;
  expect(() => whatRuns(projectDirectory)).toThrow(waits);
  expect(() => whatRuns(projectDirectory, "staging")).toThrow(waits);
  expect(() => whatRuns(projectDirectory, "dev")).toThrow("dev does not run here");
  expect(meantEnvironment(projectDirectory)).toBe("staging");
  lock.release();
  expect(meantEnvironment(projectDirectory)).toBe("dev");
});

test.each([
  ["shell", "id", "-un"],
  ["db", "--execute", "SELECT 1"],
])("%s hands on options that are not its own", async (...args) => {
  const directory = process.cwd();
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  onTestFinished(() => {
    said.mockRestore();
    process.chdir(directory);
  });
  process.chdir(project());
  expect(await main(args)).toBe(1);
  expect(said).toHaveBeenCalledWith(expect.stringMatching(/nothing runs here|Docker does not answer/));
});

test.each([
  ["open", (projectDirectory: string) => open({ projectDirectory, path: "" })],
  ["shell", (projectDirectory: string) => shell({ projectDirectory, args: [] })],
  ["db", (projectDirectory: string) => database({ projectDirectory, args: [] })],
])("%s says what to do when nothing runs", async (_, command) => {
  await expect(command(project())).rejects.toThrow(/nothing runs here: npm start first|Docker does not answer/);
});
