import { commitOf, git, tryGit } from "../cli/git";
import { Failure } from "../cli/outcome";

export interface MergeOptions {
  /** The user's repository. */
  readonly directory: string;
  /** Name of a remote, or path or address of a repository. */
  readonly source: string;
  /** Tag, branch or commit there. */
  readonly to: string;
}

/** What there was before, and what came. */
export interface Merged {
  readonly before: string;
  /** Whether an earlier run had merged it already. */
  readonly resumed: boolean;
}

const MOST_NAMED = 10;

/**
 * Merges a version from where the project comes from. A version that the last commit has merged is taken as it is, so that the same
 * command goes on after a conflict was solved.
 *
 * @returns undefined when the version was here already
 * @throws {Failure} when the tree is not clean, the version is not there, or files conflict: then git leaves the merge for the user
 */
export function mergeVersion({ directory, source, to }: MergeOptions): Merged | undefined {
  refuseUnclean(directory);
  const target = fetchVersion({ directory, source, to });
  const head = commitOf(directory, "HEAD");
  if (parent(directory, 2) === target) return { before: commitOf(directory, "HEAD^1"), resumed: true };
  if (tryGit(directory, ["merge-base", "--is-ancestor", target, head]).code === 0) return undefined;
  const merge = tryGit(directory, ["merge", "--no-ff", "--no-edit", "--message", `Upgrade to ${to}`, target]);
  if (merge.code === 0) return { before: head, resumed: false };
  const conflicts = git(directory, ["diff", "--name-only", "--diff-filter=U"]).split("\n").filter(Boolean);
  if (conflicts.length === 0) throw new Failure(`git merge: ${merge.errors || merge.output}`);
  throw new Failure(
    [
      `${to} changes what you changed too: ${named(conflicts)}`,
      "git has left the merge as it stands. Either solve the conflicts, git add the files, git merge --continue, and run this command again;",
      "or git merge --abort, which brings back what was there.",
    ].join("\n"),
  );
}

function refuseUnclean(directory: string): void {
  commitOf(directory, "HEAD");
  if (tryGit(directory, ["rev-parse", "--verify", "--quiet", "MERGE_HEAD"]).code === 0)
    throw new Failure("a merge is under way: git merge --continue or git merge --abort first");
  const changed = git(directory, ["status", "--porcelain"]).split("\n").filter(Boolean);
  if (changed.length > 0) {
    const files = changed.map((line) => line.slice(3));
    throw new Failure(`the working tree must be clean: commit or stash first ${named(files)}`);
  }
}

function fetchVersion({ directory, source, to }: MergeOptions): string {
  const isRemote = git(directory, ["remote"]).split("\n").includes(source);
  const fetched = tryGit(directory, ["fetch", "--quiet", "--no-tags", source, to]);
  if (fetched.code === 0) return commitOf(directory, "FETCH_HEAD");
  const way = isRemote
    ? `git ls-remote --tags ${source} lists the versions`
    : `${JSON.stringify(source)} is no remote of this repository: git remote add upstream ADDRESS, or name a repository with --source`;
  throw new Failure(`${to} cannot be fetched from ${source}: ${fetched.errors}\n${way}`);
}

function parent(directory: string, number: number): string | undefined {
  const { code, output } = tryGit(directory, ["rev-parse", "--verify", "--quiet", `HEAD^${number}`]);
  return code === 0 ? output : undefined;
}

function named(files: readonly string[]): string {
  const more = files.length - MOST_NAMED;
  return `${files.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
