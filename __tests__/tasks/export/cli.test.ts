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
  exec) shift 3; printf 'written by %s' "$*"; [ "$1" != "$FAILS" ];;
esac
`;

/** Stands for the AWS CLI: each task ends at once, with the code that its command is given; what is fetched holds its address. */
const AWS = `#!/bin/sh
echo "$*" >>"$HERE/asked"
case "$1 $2" in
  "ecs describe-services") echo '{"services":[{"taskDefinition":"d:7","networkConfiguration":{},"capacityProviderStrategy":[]}]}';;
  "ecs run-task")
    code=0
    case "$*" in *"$FAILS"*) code=69;; esac
    echo '{"tasks":[{"taskArn":"a/1","lastStatus":"STOPPED","containers":[{"name":"wordpress","exitCode":'$code'}]}],"failures":[]}';;
  "ecs describe-task-definition") echo '{"taskDefinition":{"containerDefinitions":[{"name":"wordpress","logConfiguration":{"options":{}}}]}}';;
  "logs get-log-events") echo '{"events":[],"nextForwardToken":"f"}';;
  "s3 cp") printf %s "$3" >"$4";;
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
  writeFileSync(join(directory, "aws"), AWS);
  for (const program of ["docker", "aws"]) chmodSync(join(directory, program), 0o755);
  vi.stubEnv("HERE", directory);
  vi.stubEnv("FAILS", "nothing");
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
    "nothing runs here: npm start first, or name --environment for AWS",
    "--no-files and --no-database leave nothing to export",
    expect.stringMatching(/^the folder must be a folder that can be written, got .*ENOTDIR/),
  ]);
});

test("with --masked the command that masks is run, and the file's name says so", async () => {
  expect(await main(["--masked", "--published-only", "--no-files", "out"])).toBe(0);
  const [dump = ""] = written();
  expect(dump).toMatch(/-masked\.sql\.gz$/);
  expect(gunzipSync(readFileSync(join(directory, "out", dump))).toString()).toBe(
    "written by export-database --masked --published-only",
  );
  expect(await main(["--published-only"])).toBe(1);
  expect(said.at(-1)).toBe("--published-only goes with --masked");
});

const asked = () => readFileSync(join(directory, "asked"), "utf8").trim().split("\n");

test("of an environment, tasks write into its bucket, the files come here, and the bucket is emptied", async () => {
  expect(await main(["--environment", "production", "--masked", "out"])).toBe(0);
  expect(written()).toEqual([
    expect.stringMatching(/^site-\d{14}-files\.tar\.gz$/),
    expect.stringMatching(/^site-\d{14}-masked\.md$/),
    expect.stringMatching(/^site-\d{14}-masked\.sql\.gz$/),
  ]);
  const bucket = "wordpress-production-transfers-111122223333";
  const [, id = ""] = /exports\/(\w+)/.exec(asked().join(" ")) ?? [];
  const tasks = asked().filter((line) => line.startsWith("ecs run-task"));
  expect(tasks).toHaveLength(2);
  expect(tasks.join(" ")).toContain(
    `"export-database","--masked","--to-bucket=https://${bucket}.s3.eu-west-1.amazonaws.com/exports/${id}/masked.sql.gz"`,
  );
  expect(asked().at(-1)).toContain(`s3 rm --recursive --only-show-errors s3://${bucket}/exports/${id} `);
});

test("of an environment, a task that fails leaves no file, and the bucket is emptied", async () => {
  vi.stubEnv("FAILS", "export-files");
  expect(await main(["--environment", "production", "out"])).toBe(1);
  expect(said.at(-1)).toBe("the task of the files ended with 69, see above; nothing was written");
  expect(written()).toEqual([]);
  expect(asked().at(-1)).toContain("s3 rm");
});
