import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { leaveRunning } from "../../cli/running-site";
import type { Environment } from "../../environments";
import { main as copy } from "../../tasks/copy/cli";
import { main as pull } from "../../tasks/pull/cli";
import { refuseProtected } from "../../tasks/transfer/protected";

/** Stands for the AWS CLI: each task has ended at once, with the code that its command is given. */
const AWS = `#!/bin/sh
case "$1" in
  --endpoint-url) echo "$1 $2 $AWS_ACCESS_KEY_ID $AWS_PROFILE $*" >>"$HERE/asked"; shift 2;;
  *) echo "$*" >>"$HERE/asked";;
esac
case "$1 $2" in
  "ecs describe-services") echo '{"services":[{"taskDefinition":"d:7","networkConfiguration":{},"capacityProviderStrategy":[]}]}';;
  "ecs run-task")
    code=0
    case "$*" in *"$FAILS"*) code=1;; esac
    echo '{"tasks":[{"taskArn":"a/1","lastStatus":"STOPPED","containers":[{"name":"wordpress","exitCode":'$code'}]}],"failures":[]}';;
  "ecs describe-task-definition") echo '{"taskDefinition":{"containerDefinitions":[{"name":"wordpress","logConfiguration":{"options":{}}}]}}';;
  "logs get-log-events") echo '{"events":[],"nextForwardToken":"f"}';;
  "rds create-db-snapshot" | "rds create-db-cluster-snapshot") echo '{}';;
  "rds describe-db-snapshots") echo '{"DBSnapshots":[{"Status":"available"}]}';;
  "s3 cp") case "$4" in s3:*) ;; *.md.part) echo "# What this dump hides" >"$4";; *) echo "CREATE TABLE a (b int);" >"$4";; esac;;
esac
`;

/** Stands for Docker's client: a task runs, and reads what it is sent. */
const DOCKER = `#!/bin/sh
case "$1" in
  ps) echo "$RUNNING";;
  exec) echo "$*" >>"$HERE/local"; case "$*" in *import-database*) sed '/^-- wp-image: end of the dump$/q' >"$HERE/dump";; esac;;
esac
`;

let directory: string;
let said: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "copy-"));
  said = [];
  vi.spyOn(process, "cwd").mockReturnValue(directory);
  for (const name of ["log", "error"] as const)
    vi.spyOn(console, name).mockImplementation((text) => said.push(String(text)));
  for (const [name, text] of Object.entries({ aws: AWS, docker: DOCKER })) {
    writeFileSync(join(directory, name), text);
    chmodSync(join(directory, name), 0o755);
  }
  for (const [name, value] of Object.entries({
    PATH: `${directory}${delimiter}${process.env.PATH}`,
    HERE: directory,
    FAILS: "nothing",
    RUNNING: "rehearsal-1-dev-task-0123456789ab-wordpress",
  }))
    vi.stubEnv(name, value);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const asked = () => readFileSync(join(directory, "asked"), "utf8").trim().split("\n");
const tasks = () =>
  asked()
    .filter((line) => line.startsWith("ecs run-task"))
    .map((line): { cluster: string; command: string[] } => ({
      cluster: /--cluster (\S+)/.exec(line)?.[1] ?? "",
      command: JSON.parse(/--overrides (\{.*\}) --region/.exec(line)?.[1] ?? "").containerOverrides[0].command,
    }));

test("a copy is written masked by a task of the source, carried by S3, and loaded by a task of the target after a snapshot", async () => {
  expect(await copy(["--from", "production", "--to", "dev", "--files"])).toBe(0);
  const [source, target] = ["production", "dev"].map((name) => `wordpress-${name}-transfers-111122223333`);
  const id = /exports\/(\w+)/.exec(asked().join(" "))?.[1] ?? "";
  const ran = tasks().map(({ cluster, command }) => `${cluster}: ${command.join(" ")}`);
  expect(ran.slice(0, 2).sort()).toEqual([
    `wordpress-production: wp-image export-database --masked --for-import --to-bucket=https://${source}.s3.eu-west-1.amazonaws.com/exports/${id}/dump`,
    `wordpress-production: wp-image export-files --for-import --to-bucket=https://${source}.s3.eu-west-1.amazonaws.com/exports/${id}/files`,
  ]);
  expect(ran.slice(2, 4).sort()).toEqual([
    expect.stringMatching(
      `^wordpress-dev: wp-image import-database --from= .*--copy-of=production --files=${id} --from-bucket=https://${target}\\..*/imports/${id}/dump$`,
    ),
    expect.stringMatching(
      `^wordpress-dev: wp-image import-files --import=${id} .*--hold --from-bucket=.*/imports/${id}/files$`,
    ),
  ]);
  expect(ran[4]).toBe("wordpress-dev: wp-image administrator");
  const at = (text: string) => asked().findIndex((line) => line.startsWith(text));
  expect(asked()[at("s3 cp")]).toContain(
    `s3 cp s3://${source}/exports/${id}/dump s3://${target}/imports/${id}/dump --region eu-west-1 --source-region eu-west-1`,
  );
  expect(at("rds create-db-snapshot --db-instance-identifier wordpress-dev-db")).toBeGreaterThan(at("s3 cp"));
  expect(asked().filter((line) => line.startsWith("s3 rm"))).toHaveLength(2);
  expect(said.at(-1)).toContain("dev is a copy of production, with aliases in place of persons");
});

test("persons go with a copy only where that is typed out", async () => {
  expect(await copy(["--from", "production", "--to", "dev", "--unmasked"])).toBe(0);
  expect(tasks()[0]?.command).not.toContain("--masked");
  expect(said.at(-1)).not.toContain("aliases");
});

test("an environment with protected data, and a production whatever its data, is never replaced", async () => {
  expect(await copy(["--from", "dev", "--to", "production"])).toBe(1);
  expect(await copy(["--from", "production", "--to", "small-production"])).toBe(1);
  expect(await copy(["--from", "dev", "--to", "dev"])).toBe(1);
  expect(await pull(["--environment", "dev", "--into", "production"])).toBe(1);
  expect(await pull(["--environment", "production", "--into", "dev"])).toBe(1);
  expect(said).toEqual([
    'production is no target of npm run copy:\n  protectData must be false in environments/production.ts, got true: its data are protected\n  name must not be that of a production, got "production"',
    expect.stringContaining("protectData must be false in environments/small-production.ts, got true"),
    '--to must be another environment than --from, got "dev" for both',
    expect.stringContaining("production is no target of npm run pull:"),
    '--into must be local, got "dev": npm run copy -- --from production --to dev copies onto AWS',
  ]);
  for (const name of ["prod", "production-eu", "live"])
    expect(() => refuseProtected({ name, protectData: false } as Environment, "x")).toThrow("name must not be");
  expect(() => refuseProtected({ name: "staging", protectData: false } as Environment, "x")).not.toThrow();
  expect(existsSync(join(directory, "asked"))).toBe(false);
});

test("a task that fails is said, the target stays as it was, and both buckets are emptied", async () => {
  vi.stubEnv("FAILS", "export-database");
  expect(await copy(["--from", "production", "--to", "dev"])).toBe(1);
  expect(said).toContain("the task of the database ended with 1, see above; nothing was copied");
  expect(asked().some((line) => line.startsWith("rds"))).toBe(false);
  vi.stubEnv("FAILS", "import-database");
  expect(await copy(["--from", "production", "--to", "dev"])).toBe(1);
  expect(said).toContain("the task of the database ended with 1, see above; the target's site is as it was");
  expect(asked().filter((line) => line.startsWith("s3 rm"))).toHaveLength(4);
});

test("a pull is masked, comes into the running site, gives its administrator the local password, and keeps the page of what was masked", async () => {
  expect(await pull(["--environment", "production", "--published-only"])).toBe(0);
  expect(tasks().map(({ command }) => command.slice(0, 5))).toEqual([
    ["wp-image", "export-database", "--masked", "--published-only", "--for-import"],
  ]);
  expect(readFileSync(join(directory, "dump"), "utf8")).toMatch(/^CREATE TABLE a/);
  const local = readFileSync(join(directory, "local"), "utf8").trim().split("\n");
  expect(local[0]).toContain("wp-image import-database --end");
  expect(local.at(-1)).toMatch(/wp-image administrator$/);
  const [, report = ""] = /what was masked, and what was not: (.*)/.exec(said.at(-1) ?? "") ?? [];
  expect(report).toBe(join(directory, ".rehearsal/pulled/production-masked.md"));
  expect(readFileSync(report, "utf8")).toContain("# What this dump hides");
  expect(asked().at(-1)).toContain("s3 rm");
});

test("a rehearsed environment is read here, goes into the site beside it, and nothing of it reaches AWS", async () => {
  const production = "rehearsal-1-production-task-0123456789ab-wordpress production";
  vi.stubEnv("RUNNING", production);
  expect(await pull(["--environment", "production", "--rehearsed"])).toBe(1);
  expect(said.at(-1)).toContain("nothing but production runs here");
  vi.stubEnv("RUNNING", `${production}\nrehearsal-1-dev-task-0123456789ab-wordpress dev`);
  expect(await pull(["--environment", "production", "--rehearsed"])).toBe(1);
  expect(said.at(-1)).toContain("production is not rehearsed here: npm start -- --environment production first");
  expect(existsSync(join(directory, "asked"))).toBe(false);
  leaveRunning(directory, {
    ...{ environment: "production", url: "http://localhost", pid: process.pid, socket: "none", buckets: [] },
    aws: { endpoint: "http://127.0.0.1:9", accessKey: "KEY" },
  });
  vi.stubEnv("AWS_PROFILE", "somebody");
  expect(await pull(["--environment", "production", "--rehearsed"])).toBe(0);
  expect(asked().every((line) => line.startsWith("--endpoint-url http://127.0.0.1:9 KEY  "))).toBe(true);
  expect(readFileSync(join(directory, "local"), "utf8")).not.toContain("production-task");
  expect(said).toContain("rehearsed: nothing reached AWS");
  const copied = ["--from", "production", "--to", "dev", "--rehearsed"];
  expect(await copy(copied)).toBe(1);
  expect(said.at(-1)).toContain("dev is not rehearsed here");
});

test("a pull with nothing running here asks AWS for nothing", async () => {
  vi.stubEnv("RUNNING", "");
  expect(await pull(["--environment", "production"])).toBe(1);
  expect(said).toEqual(["nothing runs here that could take the data in: npm start first"]);
  expect(existsSync(join(directory, "asked"))).toBe(false);
});
