import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { git } from "../../cli/git";
import { commitAll, newRepository } from "../support/repository";
import { type OnLine, RehearsedApp, signalAt } from "./support/rehearsed-app";

/** The same resource under another id, which Terraform hears by a `moved` block. */
const MOVED_VPC = `new Vpc(network, "Main", { cidrBlock: "10.1.0.0/16", tags: { Name: "fixture" } });
vpc.moveFromId("aws_vpc.Vpc");`;

let app: RehearsedApp;
beforeEach(() => {
  app = new RehearsedApp();
  newRepository(app.directory);
  edit(["deletionProtection: true", "deletionProtection: false"]);
  writeFileSync(join(app.directory, ".gitignore"), "node_modules\n.venv\n.rehearsal\ntmp\nreport.md\n");
  commitAll(app.directory, "first");
});
afterEach(() => app.remove());

const rehearse = (args: string[], onLine?: OnLine) => app.run(["rehearse", ...args], {}, onLine);

/** Changes the app's sources, in the working tree alone. */
function edit(...changes: [from: string | RegExp, to: string][]): void {
  const file = join(app.directory, "main.ts");
  const before = readFileSync(file, "utf8");
  const after = changes.reduce((text, [from, to]) => text.replace(from, to), before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

function expectNothingLeft(): void {
  expect(git(app.directory, ["worktree", "list"]).split("\n")).toHaveLength(1);
  expect(app.processes()).toEqual([]);
  expect(app.socketDirectories()).toEqual([]);
}

test("data that an upgrade replaces are named and stop it, unless they may go", async () => {
  edit(
    ['username: "fixture"', 'username: "other"'],
    ['Project: "fixture"', 'Project: "new"'],
    ['new Vpc(network, "Vpc", { cidrBlock: "10.1.0.0/16", tags: { Name: "fixture" } });', MOVED_VPC],
  );
  const refused = await rehearse(["--from", "HEAD", "--report", "report.md"]);
  expect(refused.output).toContain("its lockfile is today's, so it runs with today's packages");
  expect(refused.output).toMatch(/Deploying the working tree \(\w+, 1 files changed\) on what HEAD \(\w+\) has left/);
  expect(refused.output).toMatch(/DATA: aws_db_instance\.Database is replaced, since username changes/);
  expect(refused.output).not.toContain("aws_vpc.");
  expect(refused.output).toContain("data would be lost:");
  expect(refused.code).toBe(1);
  expect(readFileSync(join(app.directory, "report.md"), "utf8")).toContain("DATA: aws_db_instance.Database");
  expectNothingLeft();

  const lost = await rehearse(["--from", "HEAD", "--lose-data"]);
  expect(lost.output).toContain("every second plan is empty");
  expect(lost.output).toMatch(/rules on planned values: 0 problems; \d+ values/);
  expect(lost.code).toBe(0);
});

test("what Terraform refuses is shown with all that would go, and what depends on it is not reached", async () => {
  edit(['const BUCKET = "fixture-terraform-state"', 'const BUCKET = "fixture-other-state"']);
  const { code, output } = await rehearse(["--from", "HEAD", "--lose-data"]);
  expect(output).toContain("DATA: aws_s3_bucket.Bucket is replaced, since bucket changes");
  expect(output).toContain("Instance cannot be destroyed");
  expect(output.match(/not reached, since fixture-state is refused/g)).toHaveLength(3);
  expect(output).toContain("cannot be deployed: fixture-state refused");
  expect(code).toBe(1);
});

test("there and back again: stacks that left the app are named, and nothing is lost on the way", async () => {
  const first = git(app.directory, ["rev-parse", "HEAD"]);
  edit(
    [/const image = new FixtureStack[\s\S]*value: pushed.sha256Digest \}\);\n/, ""],
    ["[network, data, image]", "[network, data]"],
  );
  const { code, output } = await rehearse(["--from", first, "--to", first]);
  expect(output).toContain("LEFT BEHIND: image is no longer in the app, and its 2 resources are still there");
  expect(output.match(/LEFT BEHIND/g)).toHaveLength(1);
  expect(output.match(/every second plan is empty/g)).toHaveLength(2);
  expect(code).toBe(0);
  expectNothingLeft();
});

test("Ctrl-C in the middle leaves no worktree", async () => {
  const { code } = await rehearse(["--from", "HEAD"], signalAt("Deploying HEAD", "SIGINT"));
  expect(code).toBe(130);
  expectNothingLeft();
});

test("an unknown commit is one clear line", async () => {
  const { code, output } = await rehearse(["--from", "v9"]);
  expect(output).toMatch(/^no commit "v9" here; git log --oneline shows the commits/);
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(code).toBe(1);
});
