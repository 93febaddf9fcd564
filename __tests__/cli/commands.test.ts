import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exitCode } from "../../cli/outcome";

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync("package.json", "utf8"));
const FOR_PEOPLE = "node --import ./setup/tmpdir.mjs --import tsx ";
/** Those that no person calls but who works on the project itself. */
const FOR_THE_PROJECT: ReadonlySet<string> = new Set(["aws-data", "docs", "bench"]);
const commands = Object.entries(scripts).filter(
  ([name, script]) => /\btsx\b/.test(script) && !FOR_THE_PROJECT.has(name),
);

test.each(commands)("%s looks at TMPDIR first, and outlives whoever reads it", (_, script) => {
  expect(script.startsWith(FOR_PEOPLE)).toBe(true);
  const [file = ""] = script.slice(FOR_PEOPLE.length).split(" ");
  expect(readFileSync(file, "utf8")).toMatch(/\bendWith\(/);
});

test("a TMPDIR that takes no files is one line", () => {
  const directory = mkdtempSync(join(tmpdir(), "commands-"));
  const file = join(directory, "file");
  writeFileSync(file, "");
  const env = { ...process.env, TMPDIR: file };
  const { status, stderr } = spawnSync(process.execPath, ["--import", "./setup/tmpdir.mjs", "--eval", ""], { env });
  rmSync(directory, { recursive: true });
  expect(String(stderr)).toMatch(/^TMPDIR must be a folder that takes files, got .*ENOTDIR.*such as \/tmp\n$/);
  expect(status).toBe(1);
});

test("what the system refuses is said in its words; a fault of the program keeps its trace", async () => {
  const said: string[] = [];
  const explain = (error: unknown) => void said.push(String(error));
  expect(await exitCode(async () => readFileSync("/no/such"), { explain })).toBe(1);
  await expect(exitCode(() => Promise.reject(new TypeError("fault")))).rejects.toThrow("fault");
});
