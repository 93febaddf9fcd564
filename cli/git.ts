import { spawnSync } from "node:child_process";
import { Failure } from "./outcome";

/** What a hook of git sets, and what would lead the command to another repository than the directory's. */
const OF_A_HOOK = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

export interface GitResult {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs git in a directory, without the hooks that people have for their own commands. @throws {Failure} when git is not installed */
export function tryGit(directory: string, args: readonly string[]): GitResult {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_A_HOOK.includes(name)));
  const all = ["-c", "core.hooksPath=/dev/null", ...args];
  const { status, stdout, stderr, error } = spawnSync("git", all, { cwd: directory, env, encoding: "utf8" });
  if (error !== undefined) throw new Failure(`git did not start: ${error.message}`);
  return { code: status ?? 1, output: stdout.trimEnd(), errors: stderr.trim() };
}

/** @returns what git wrote @throws {Failure} with git's own words */
export function git(directory: string, args: readonly string[]): string {
  const { code, output, errors } = tryGit(directory, args);
  if (code !== 0) throw new Failure(`git ${args[0]}: ${errors || output}`);
  return output;
}

/** The commit that a branch, a tag or `HEAD~1` names, as git takes it. @throws {Failure} when there is none, or no repository */
export function commitOf(directory: string, ref: string): string {
  if (tryGit(directory, ["rev-parse", "--git-dir"]).code !== 0)
    throw new Failure(`${directory} is in no git repository, so there is no commit ${JSON.stringify(ref)}`);
  const found = tryGit(directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if (found.code === 0) return found.output;
  const shallow = git(directory, ["rev-parse", "--is-shallow-repository"]) === "true";
  const way = shallow
    ? "this clone is shallow: git fetch --unshallow brings the others"
    : "git fetch brings those of others";
  throw new Failure(`no commit ${JSON.stringify(ref)} here; git log --oneline shows the commits, ${way}`);
}
