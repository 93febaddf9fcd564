import { execFileSync } from "node:child_process";

export interface Commit {
  readonly id: string;
  /** ISO 8601, the committer's. */
  readonly date: string;
  /** Set when the working tree differs from the commit, so that the commit alone does not make this folder. */
  readonly dirty: boolean;
}

/** The commit that is checked out; undefined outside a git repository and before the first commit. */
export function readCommit(projectDirectory: string): Commit | undefined {
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: projectDirectory, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const [id = "", date = ""] = git("show", "--no-patch", "--format=%H %cI", "HEAD").split(" ");
    return { id, date, dirty: git("status", "--porcelain") !== "" };
  } catch {
    return undefined;
  }
}
