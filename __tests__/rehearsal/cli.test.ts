import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../rehearsal/cli";

let written: string;
let directory: string;
beforeEach(() => {
  written = "";
  const keep = (text: string | Uint8Array) => {
    written += text;
    return true;
  };
  vi.spyOn(process.stderr, "write").mockImplementation(keep);
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  vi.spyOn(console, "error").mockImplementation((text) => keep(`${text}\n`));
  directory = mkdtempSync(join(tmpdir(), "cli-"));
  vi.spyOn(process, "cwd").mockReturnValue(directory);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

test("refuses an unknown option and an excess argument with one clear line", async () => {
  expect(await main(["rehearse", "--enviroment", "dev"])).toBe(2);
  expect(written).toContain("error: unknown option '--enviroment'");
  expect(await main(["rehearse", "dev"])).toBe(2);
  expect(written).toContain("too many arguments");
});

test("refuses a name that no environment can have", async () => {
  expect(await main(["rehearse", "--environment", "../dev"])).toBe(2);
  expect(written).toContain("small letters, digits and hyphens only");
});

test("explains itself and exits with 0", async () => {
  expect(await main(["rehearse", "--help"])).toBe(0);
  expect(written).toContain("--environment <name>");
  expect(written).toContain("Nothing reaches AWS");
});

test("says what to run where nothing is installed", async () => {
  expect(await main(["rehearse"])).toBe(1);
  expect(written).toBe("cdktf is not installed: run ./setup.sh\n");
});

test("names the page on troubleshooting in a project that has one", async () => {
  mkdirSync(join(directory, "docs"));
  writeFileSync(join(directory, "docs", "troubleshooting.md"), "");
  expect(await main(["rehearse"])).toBe(1);
  expect(written).toBe("cdktf is not installed: run ./setup.sh\nhelp: docs/troubleshooting.md\n");
});

test.each([
  [["start", "--port", "1e3"], "a number from 1 to 65535"],
  [["start", "--port", " 80"], "a number from 1 to 65535"],
  [["shell", "--nosuch"], "error: unknown option '--nosuch': a command begins with its name"],
])("refuses %j as wrong arguments", async (args, message) => {
  expect(await main(args)).toBe(2);
  expect(written).toContain(message);
});

test.each([
  [["rehearse", "--report", "report.md"], "--report goes with --from or --to: nothing is upgraded\n"],
  [["rehearse", "--lose-data"], "--lose-data goes with --from or --to: nothing is upgraded\n"],
  [["rehearse", "--environment", "nosuch"], 'no environment "nosuch"; known: dev\n'],
  [["start", "--environment", "nosuch"], 'no environment "nosuch"; known: dev\n'],
  [["logs", "--environment", "nosuch"], 'no environment "nosuch"; known: dev\n'],
  [["logs", "--environment", "dev"], "dev has no logs: npm start first\n"],
])("%j is one line before any work", async (args, message) => {
  mkdirSync(join(directory, "environments"));
  writeFileSync(join(directory, "environments", "dev.ts"), "");
  expect(await main(args)).toBe(1);
  expect(written).toBe(message);
});
