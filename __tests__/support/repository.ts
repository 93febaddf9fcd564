import { git } from "../../cli/git";

/** Makes the directory a git repository whose commits need no settings of this machine. */
export function newRepository(directory: string): string {
  git(directory, ["init", "--quiet", "--initial-branch=main"]);
  git(directory, ["config", "user.name", "Tester"]);
  git(directory, ["config", "user.email", "tester@example.com"]);
  git(directory, ["config", "commit.gpgSign", "false"]);
  return directory;
}

/** Commits everything that is there. @returns the commit */
export function commitAll(directory: string, message: string): string {
  git(directory, ["add", "--all"]);
  git(directory, ["commit", "--quiet", "--message", message]);
  return git(directory, ["rev-parse", "HEAD"]);
}
