import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { commitOf, git } from "../../cli/git";
import { main } from "../../upgrade/cli";
import { commitAll, newRepository } from "../support/repository";

let parent: string;
/** Where the project comes from; it has v0.1.0 and v0.2.0. */
let upstream: string;
/** The user's clone, made at v0.1.0. */
let clone: string;
let said: string[];
let ran: string[];
/** Programs that fail, by a part of their command. */
let failing: string;

const write = (directory: string, file: string, text: string) => writeFileSync(join(directory, file), text);
const read = (file: string) => readFileSync(join(clone, file), "utf8");

beforeEach(() => {
  said = [];
  ran = [];
  failing = "nothing";
  vi.spyOn(console, "error").mockImplementation((text) => said.push(text));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  parent = mkdtempSync(join(tmpdir(), "upgrade-"));
  upstream = join(parent, "upstream");
  clone = join(parent, "clone");
  git(parent, ["init", "--quiet", "--initial-branch=main", upstream]);
  newRepository(upstream);
  write(upstream, "main.ts", "one\n");
  write(upstream, "package-lock.json", "{}\n");
  commitAll(upstream, "first");
  git(upstream, ["tag", "v0.1.0"]);
  git(parent, ["clone", "--quiet", "--origin", "upstream", upstream, clone]);
  newRepository(clone);
  write(clone, "site.css", "mine\n");
  commitAll(clone, "my site");
  write(upstream, "main.ts", "two\n");
  commitAll(upstream, "second");
  git(upstream, ["tag", "v0.2.0"]);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(parent, { recursive: true });
});

const upgrade = (...args: string[]) =>
  main(["--environment", "production", "--to", ...args], {
    directory: clone,
    run: (command, all) => {
      const line = [command, ...all].join(" ");
      ran.push(line);
      return line.includes(failing) ? 1 : 0;
    },
    say: (line) => said.push(line),
  });

test("a version is merged, checked, and rehearsed from the tree before", async () => {
  const before = commitOf(clone, "HEAD");
  expect(await upgrade("v0.2.0")).toBe(0);
  expect(read("main.ts")).toBe("two\n");
  expect(read("site.css")).toBe("mine\n");
  expect(ran).toEqual(["npm run check", `npm run rehearse -- --environment production --from ${before}`]);
  expect(said[0]).toBe(`merged v0.2.0; git reset --hard ${before.slice(0, 10)} goes back to what was there.`);
  expect(said.at(-1)).toContain("nothing was deployed");
});

test("packages are installed where the lockfile changes", async () => {
  write(upstream, "package-lock.json", '{ "lockfileVersion": 3 }\n');
  commitAll(upstream, "packages");
  git(upstream, ["tag", "v0.3.0"]);
  expect(await upgrade("v0.3.0")).toBe(0);
  expect(ran[0]).toBe("npm ci --no-audit --no-fund");
});

test("a path stands for a repository without a remote, and a branch for a version", async () => {
  git(clone, ["remote", "remove", "upstream"]);
  expect(await upgrade("main")).toBe(1);
  expect(said.join("\n")).toContain("git remote add upstream ADDRESS, or name a repository with --source");
  expect(await upgrade("main", "--source", upstream)).toBe(0);
});

test("a tree that is not clean is named, and nothing is merged", async () => {
  write(clone, "main.ts", "mine\n");
  write(clone, "new.ts", "");
  const before = commitOf(clone, "HEAD");
  expect(await upgrade("v0.2.0")).toBe(1);
  expect(said.join("\n")).toContain("the working tree must be clean: commit or stash first main.ts, new.ts");
  expect(commitOf(clone, "HEAD")).toBe(before);
});

test("a conflict stays as git leaves it; solved, the same command goes on", async () => {
  write(clone, "main.ts", "mine\n");
  commitAll(clone, "my main");
  const before = commitOf(clone, "HEAD");
  expect(await upgrade("v0.2.0")).toBe(1);
  expect(said.join("\n")).toContain("v0.2.0 changes what you changed too: main.ts");
  expect(read("main.ts")).toContain("<<<<<<<");
  expect(await upgrade("v0.2.0")).toBe(1);
  expect(said.join("\n")).toContain("a merge is under way");

  write(clone, "main.ts", "both\n");
  git(clone, ["add", "main.ts"]);
  git(clone, ["-c", "core.editor=true", "merge", "--continue"]);
  expect(await upgrade("v0.2.0")).toBe(0);
  expect(ran).toEqual(["npm run check", `npm run rehearse -- --environment production --from ${before}`]);
});

test("a version that is here already needs nothing; one that is not there is named", async () => {
  expect(await upgrade("v0.1.0")).toBe(0);
  expect(said.join("\n")).toContain("v0.1.0 is here already");
  expect(ran).toEqual([]);
  expect(await upgrade("v9.0.0")).toBe(1);
  expect(said.join("\n")).toContain("git ls-remote --tags upstream lists the versions");
});

test.each([
  ["run check", "does not pass the checks"],
  ["rehearse", "the upgrade of production is refused or loses data"],
])("when npm %s fails, the way on and the way back are said", async (command, message) => {
  failing = command;
  const before = commitOf(clone, "HEAD").slice(0, 10);
  expect(await upgrade("v0.2.0")).toBe(1);
  expect(said.join("\n")).toContain(message);
  expect(said.join("\n")).toContain(`git reset --hard ${before} goes back`);
});

test("a version must be named", async () => {
  expect(await main([], { directory: clone, run: () => 0, say: (line) => said.push(line) })).toBe(2);
  expect(said.join("\n")).toContain("required option '--to <version>' not specified");
});
