import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { environmentNames } from "../../environments";
import { main, read } from "../../tasks/cli";

let directory: string;
let said: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tasks-"));
  said = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => said.push(`out ${text}`) > 0);
  vi.spyOn(console, "error").mockImplementation((text) => said.push(`err ${text}`));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

/** A program of that name on PATH, before all others. */
function program(name: string, script: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
  vi.stubEnv("PATH", `${directory}${delimiter}${process.env.PATH}`);
}

test("our own options stand in front, and the rest is the command's", () => {
  expect(read(["plugin", "list"])).toEqual({ words: ["plugin", "list"], isRehearsed: false, help: false });
  expect(read(["--environment", "production", "plugin", "list", "--environment", "x"])).toEqual({
    environment: "production",
    isRehearsed: false,
    words: ["plugin", "list", "--environment", "x"],
    help: false,
  });
  for (const own of [
    ["--environment", "production", "--rehearsed"],
    ["--rehearsed", "--environment=production"],
  ])
    expect(read([...own, "plugin"])).toMatchObject({ environment: "production", isRehearsed: true, words: ["plugin"] });
  expect(read(["--environment=production", "--help"])).toMatchObject({ environment: "production", help: true });
  expect(() => read(["--environment"])).toThrow("must be followed by the name");
});

test("a rehearsed environment is one that runs here, and is named", async () => {
  expect(await main(["wp", "--environment", "production", "--rehearsed", "plugin", "list"], "/nowhere")).toBe(1);
  expect(await main(["wp", "--rehearsed", "plugin", "list"])).toBe(1);
  expect(said.join("\n")).toContain("production is not rehearsed here: npm start -- --environment production first");
  expect(said.join("\n")).toContain("--rehearsed goes with --environment");
});

test("help says how, and WP-CLI without words is a wrong call", async () => {
  expect(await main(["wp", "--help"])).toBe(0);
  expect(await main(["administrator", "--help"])).toBe(0);
  expect(await main(["wp"])).toBe(2);
  expect(said.filter((line) => line.startsWith("out Usage: npm run"))).toHaveLength(3);
});

test("where nothing runs, and where there is no such environment, it says so", async () => {
  program("docker", "true");
  expect(await main(["wp", "plugin", "list"], directory)).toBe(1);
  expect(await main(["wp", "--environment", "nowhere", "plugin", "list"])).toBe(1);
  expect(said[0]).toBe("err nothing runs here: npm start first, or name --environment for AWS");
  expect(said[1]).toContain(`err no environment "nowhere"; known: ${environmentNames().join(", ")}`);
});

test("in the running task the command gets its words and gives its exit code", async () => {
  const log = join(directory, "asked");
  program(
    "docker",
    `[ "$1" = ps ] && echo rehearsal-1-dev-task-0123456789ab-wordpress && exit\nprintf '%s\\n' "$@" >${log}; exit 7`,
  );
  expect(await main(["wp", "option", "get", "a b"], directory)).toBe(7);
  const words = readFileSync(log, "utf8").trim().split("\n");
  expect(words.slice(-5)).toEqual(["rehearsal-1-dev-task-0123456789ab-wordpress", "wp", "option", "get", "a b"]);
});

test("on AWS the AWS CLI is asked in the environment's region, and what it refuses is said", async () => {
  const log = join(directory, "asked");
  program("aws", `printf '%s ' "$@" >>${log}; echo 'An error occurred (AccessDeniedException)' >&2; exit 254`);
  expect(await main(["administrator", "--environment", "production"])).toBe(1);
  expect(readFileSync(log, "utf8")).toMatch(
    /^ecs describe-services --cluster wordpress-production --services wordpress-production --region eu-west-1 --output json/,
  );
  expect(said).toEqual(["err aws ecs describe-services: An error occurred (AccessDeniedException)"]);
});
