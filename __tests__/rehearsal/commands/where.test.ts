import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { main } from "../../../rehearsal/cli";
import { database, shell } from "../../../rehearsal/commands/inside";
import { open } from "../../../rehearsal/commands/open";
import { controlPointer, whatRuns } from "../../../rehearsal/commands/where";
import { ControlServer } from "../../../rehearsal/run/control";

function project(): string {
  const directory = mkdtempSync(join(tmpdir(), "where-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  mkdirSync(join(directory, ".rehearsal"));
  return directory;
}

test("a run says what it is and where", async () => {
  const projectDirectory = project();
  const said = { environment: "dev", url: "http://localhost:8080" };
  const socket = join(projectDirectory, "s.sock");
  const server = await ControlServer.listen(socket, controlPointer(projectDirectory), async (command, _, write) => {
    if (command === "where") write(JSON.stringify(said));
  });
  onTestFinished(() => server.close());
  expect(await whatRuns(projectDirectory)).toEqual(said);
  const lines: string[] = [];
  await open({ projectDirectory, path: "wp-admin/", write: (line) => void lines.push(line) });
  expect(lines).toEqual(["http://localhost:8080/wp-admin/"]);
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
