import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../../tasks/import/cli";
import { tar } from "../../support/tar";

/** Stands for the AWS CLI: writes down what it is asked; each task has ended at once, with the code that its command is given. */
const AWS = `#!/bin/sh
echo "$*" >>"$HERE/asked"
case "$1 $2" in
  "ecs describe-services") echo '{"services":[{"taskDefinition":"d:7","networkConfiguration":{},"capacityProviderStrategy":[]}]}';;
  "ecs run-task")
    code=0
    case "$*" in *untouched*) code=$UNTOUCHED;; *import-database*) code=$DATABASE;; esac
    echo '{"tasks":[{"taskArn":"a/1","lastStatus":"STOPPED","containers":[{"name":"wordpress","exitCode":'$code'}]}],"failures":[]}';;
  "ecs describe-task-definition") echo '{"taskDefinition":{"containerDefinitions":[{"name":"wordpress","logConfiguration":{"options":{}}}]}}';;
  "logs get-log-events") echo '{"events":[],"nextForwardToken":"f"}';;
  "s3 cp")
    [ -z "$FULL" ] || { echo 'upload failed: AccessDenied' >&2; exit 1; }
    cat >"$HERE/\${4##*/}";;
  "rds create-db-snapshot" | "rds create-db-cluster-snapshot") echo '{}';;
  "rds describe-db-snapshots") echo '{"DBSnapshots":[{"Status":"'$SNAPSHOT'"}]}';;
  "rds describe-db-cluster-snapshots") echo '{"DBClusterSnapshots":[{"Status":"'$SNAPSHOT'"}]}';;
  "efs describe-file-systems") echo '{"FileSystems":[{"Name":"other"},{"Name":"wordpress-production-files","FileSystemArn":"arn:fs"}]}';;
  "backup start-backup-job") echo '{"BackupJobId":"JOB"}';;
  "backup describe-backup-job") echo '{"State":"COMPLETED"}';;
esac
`;

let directory: string;
let said: string[];
let dump: string;
let files: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aws-import-"));
  said = [];
  for (const name of ["log", "error"] as const)
    vi.spyOn(console, name).mockImplementation((text) => said.push(String(text)));
  writeFileSync(join(directory, "aws"), AWS);
  chmodSync(join(directory, "aws"), 0o755);
  stub({ PATH: `${directory}${delimiter}${process.env.PATH}`, HERE: directory });
  stub({ UNTOUCHED: "0", DATABASE: "0", SNAPSHOT: "available" });
  dump = join(directory, "site.sql");
  files = join(directory, "files.tar");
  writeFileSync(dump, "CREATE TABLE a (b int);\n");
  writeFileSync(files, tar({ "wp-content/uploads/a.jpg": "x" }));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function stub(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

const asked = () => readFileSync(join(directory, "asked"), "utf8").trim().split("\n");
const commands = () =>
  asked()
    .filter((line) => line.startsWith("ecs run-task"))
    .map((line) => JSON.parse(/--overrides (\{.*\}) --region/.exec(line)?.[1] ?? "").containerOverrides[0].command);

test("dump and files go packed to the environment's bucket, two tasks take them from there, and the bucket is emptied", async () => {
  expect(await main(["--environment", "production", dump, files])).toBe(0);
  const [check, ...imports] = commands();
  expect(check).toEqual(["wp-image", "untouched"]);
  const [ofFiles, ofDatabase] = imports.sort((one) => (one[1] === "import-files" ? -1 : 1));
  const id = /--import=(\w+)/.exec(ofFiles.join(" "))?.[1];
  const address = `--from-bucket=https://wordpress-production-transfers-111122223333.s3.eu-west-1.amazonaws.com/imports/${id}`;
  expect(ofFiles).toEqual(expect.arrayContaining(["--hold", `${address}/files`]));
  expect(ofDatabase).toEqual(
    expect.arrayContaining(["wp-image", "import-database", "--end", `--files=${id}`, `${address}/dump`]),
  );
  expect(gunzipSync(readFileSync(join(directory, "dump"))).toString()).toMatch(/^CREATE TABLE.*end of the dump\n$/s);
  expect(gunzipSync(readFileSync(join(directory, "files"))).toString("latin1")).toMatch(
    /^\{"name":"files.tar".*end\n$/s,
  );
  expect(asked().at(-1)).toContain(
    `s3 rm --recursive --only-show-errors s3://wordpress-production-transfers-111122223333/imports/${id} `,
  );
  expect(asked().some((line) => line.startsWith("rds"))).toBe(false);
});

test("a site with content is refused before anything is sent, and the way is said", async () => {
  stub({ UNTOUCHED: "3" });
  expect(await main(["--environment", "production", dump])).toBe(1);
  expect(said.join("\n")).toMatch(/the site of production has content, .*: add --replace to do so/);
  expect(existsSync(join(directory, "dump"))).toBe(false);
});

test("with --replace, a snapshot and a backup are made and named first", async () => {
  stub({ UNTOUCHED: "3" });
  expect(await main(["--environment", "production", "--replace", dump, files])).toBe(0);
  expect(said.join("\n")).toMatch(/snapshot wordpress-production-db-import-\d{14} of the database is there/);
  expect(said.join("\n")).toContain("backup JOB of the files in the vault wordpress-production-backup is there");
  const [snapshot = "", ...rest] = asked();
  expect(snapshot).toMatch(
    /^rds create-db(-cluster)?-snapshot --db-(instance|cluster)-identifier wordpress-production-db /,
  );
  const backup = rest.find((line) => line.startsWith("backup start-backup-job"));
  expect(backup).toContain(
    "--resource-arn arn:fs --iam-role-arn arn:aws:iam::111122223333:role/wordpress-production-backup",
  );
  expect(rest.findIndex((line) => line.startsWith("s3 cp"))).toBeGreaterThan(
    rest.findIndex((line) => line.startsWith("backup describe-backup-job")),
  );
});

test("without a snapshot nothing is replaced", async () => {
  stub({ SNAPSHOT: "failed" });
  expect(await main(["--environment", "production", "--replace", dump])).toBe(1);
  expect(said.join("\n")).toContain("the snapshot could not be made: AWS says failed; nothing was imported");
  expect(asked().some((line) => line.startsWith("s3 cp"))).toBe(false);
});

test("where the environment has no backup, it is said that no copy of the files is made", async () => {
  expect(await main(["--environment", "dev", "--replace", files])).toBe(0);
  expect(said.join("\n")).toContain("no copy of the files is made, since the environment has no backup");
});

test("a task that fails is said, and the bucket is emptied all the same", async () => {
  stub({ DATABASE: "1" });
  expect(await main(["--environment", "production", dump, files])).toBe(1);
  expect(said).toContain("the task of the database ended with 1, see above; the site is as it was");
  expect(asked().at(-1)).toMatch(/^s3 rm /);
});

test("an upload that AWS refuses, a damaged file and an unknown environment start no import", async () => {
  stub({ FULL: "yes" });
  expect(await main(["--environment", "production", dump])).toBe(1);
  expect(said).toContain("aws s3 cp: upload failed: AccessDenied");
  vi.stubEnv("FULL", "");
  writeFileSync(join(directory, "cut.sql.gz"), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]));
  expect(await main(["--environment", "production", join(directory, "cut.sql.gz")])).toBe(1);
  expect(said.at(-1)).toContain("is no whole gzip file");
  expect(await main(["--environment", "nowhere", dump])).toBe(1);
  expect(said.at(-1)).toContain('no environment "nowhere"');
  expect(await main(["--environment", "production", "--to-site", files])).toBe(1);
  expect(commands().every(([, command]) => command === "untouched")).toBe(true);
});
