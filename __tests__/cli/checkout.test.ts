import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Checkout, describeWorkingTree, type Runner } from "../../cli/checkout";
import { git } from "../../cli/git";
import { commitAll, newRepository } from "../support/repository";

let project: string;
let calls: string[];
let npm: { code: number; output: string };
const runner: Runner = {
  async run(command, args, { cwd }) {
    calls.push(`${command} ${args.join(" ")} in ${cwd}`);
    return npm;
  },
};

beforeEach(() => {
  project = newRepository(mkdtempSync(join(tmpdir(), "checkout-")));
  calls = [];
  npm = { code: 0, output: "" };
  mkdirSync(join(project, "environments"));
  mkdirSync(join(project, "node_modules"));
  writeFileSync(join(project, ".gitignore"), "node_modules\n.rehearsal\n");
  writeFileSync(join(project, "package-lock.json"), "{}");
  writeFileSync(join(project, "environments", "dev.ts"), "");
  commitAll(project, "first");
});
afterEach(() => rmSync(project, { recursive: true }));

const open = (ref: string, directory = project) =>
  Checkout.open({ projectDirectory: directory, ref, parent: join(directory, ".rehearsal", "commits") });
const worktrees = () => git(project, ["worktree", "list"]).split("\n");

test("has the sources of the commit and not those of the working tree, and leaves nothing", () => {
  writeFileSync(join(project, "environments", "dev.ts"), "changed");
  const checkout = open("HEAD");
  expect(readFileSync(join(checkout.directory, "environments", "dev.ts"), "utf8")).toBe("");
  expect(worktrees()).toHaveLength(2);
  checkout.remove();
  expect(existsSync(checkout.directory)).toBe(false);
  expect(worktrees()).toHaveLength(1);
});

test("after a run that was killed, and whose directory is gone, the same commit is checked out again", () => {
  rmSync(open("HEAD").directory, { recursive: true });
  expect(existsSync(join(open("HEAD").directory, "package-lock.json"))).toBe(true);
});

test("lies where the project lies when that is a directory of its repository", () => {
  mkdirSync(join(project, "site", "environments"), { recursive: true });
  writeFileSync(join(project, "site", "environments", "shop.ts"), "");
  commitAll(project, "site");
  const checkout = open("HEAD", join(project, "site"));
  expect(checkout.knows("shop")).toBe(true);
  expect(checkout.knows("dev")).toBe(false);
});

test("takes today's packages where the lockfile is the same", async () => {
  const checkout = open("HEAD");
  expect(await checkout.installPackages(runner, {})).toContain("runs with today's packages");
  expect(existsSync(join(checkout.directory, "node_modules"))).toBe(true);
  expect(calls).toEqual([]);
  checkout.remove();
  expect(existsSync(join(project, "node_modules"))).toBe(true);
});

test("installs other packages where the lockfile differs, and passes on why that fails", async () => {
  writeFileSync(join(project, "package-lock.json"), '{ "lockfileVersion": 3 }');
  const checkout = open("HEAD");
  expect(await checkout.installPackages(runner, {})).toContain("npm ci installed");
  expect(calls).toEqual([`npm ci --no-audit --no-fund in ${checkout.directory}`]);
  npm = { code: 1, output: "npm error code ENOTFOUND" };
  await expect(checkout.installPackages(runner, {})).rejects.toThrow("npm error code ENOTFOUND");
});

test("a commit that is not there, and a project without a repository, are named", () => {
  expect(() => open("v9")).toThrow('no commit "v9" here; git log --oneline shows the commits');
  const alone = mkdtempSync(join(tmpdir(), "alone-"));
  expect(() => open("HEAD", alone)).toThrow("is in no git repository");
  rmSync(alone, { recursive: true });
});

test("the working tree says how many files are changed", () => {
  const commit = git(project, ["rev-parse", "--short=10", "HEAD"]);
  expect(describeWorkingTree(project)).toBe(`the working tree (${commit})`);
  writeFileSync(join(project, "new.ts"), "");
  expect(describeWorkingTree(project)).toBe(`the working tree (${commit}, 1 files changed)`);
});
