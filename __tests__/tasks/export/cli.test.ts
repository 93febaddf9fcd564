import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../../tasks/export/cli";

/** Stands for Docker's client: a task runs, and what is run in it writes its name, or fails. */
const DOCKER = `#!/bin/sh
case "$1" in
  ps) echo "$RUNNING";;
  exec) printf 'written by %s' "$4"; [ "$4" != "$FAILS" ];;
esac
`;

let directory: string;
let said: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "export-"));
  said = [];
  for (const name of ["log", "error"] as const)
    vi.spyOn(console, name).mockImplementation((text) => said.push(String(text)));
  writeFileSync(join(directory, "docker"), DOCKER);
  chmodSync(join(directory, "docker"), 0o755);
  vi.stubEnv("PATH", `${directory}${delimiter}${process.env.PATH}`);
  vi.stubEnv("INIT_CWD", directory);
  vi.stubEnv("RUNNING", "rehearsal-1-dev-task-0123456789ab-wordpress");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const written = () => readdirSync(join(directory, "out")).sort();

test("database and files are written packed, below the folder where the command was typed", async () => {
  expect(await main(["out"])).toBe(0);
  const [files = "", dump = ""] = written();
  expect([files, dump]).toEqual([
    expect.stringMatching(/^site-\d{14}-files\.tar\.gz$/),
    expect.stringMatching(/^site-\d{14}\.sql\.gz$/),
  ]);
  expect(gunzipSync(readFileSync(join(directory, "out", dump))).toString()).toBe("written by export-database");
  expect(gunzipSync(readFileSync(join(directory, "out", files))).toString()).toBe("written by export-files");
  expect(said[0]).toContain(`${dump}: 0.0 MiB`);
});

test("a part that fails leaves no file that looks whole", async () => {
  vi.stubEnv("FAILS", "export-files");
  expect(await main(["out"])).toBe(1);
  expect(written()).toEqual([expect.stringMatching(/\.sql\.gz$/)]);
  expect(said.at(-1)).toBe("export-files ended with 1, see above; nothing was written");
});

test("says what is missing: a running site, something to export, a folder", async () => {
  vi.stubEnv("RUNNING", "");
  expect(await main(["out"])).toBe(1);
  expect(await main(["--no-files", "--no-database"])).toBe(1);
  vi.stubEnv("RUNNING", "rehearsal-1-dev-task-0123456789ab-wordpress");
  expect(await main([join(directory, "docker")])).toBe(1);
  expect(said).toEqual([
    "nothing runs here: npm start first",
    "--no-files and --no-database leave nothing to export",
    expect.stringContaining("cannot be made: EEXIST"),
  ]);
});
