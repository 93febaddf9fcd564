import { tryGit } from "../cli/git";
import { Failure } from "../cli/outcome";
import { type MergeOptions, mergeVersion } from "./merge";

/** Runs a program at the terminal to its end. @returns its exit code */
export type RunProgram = (command: string, args: readonly string[]) => number;

export interface UpgradeOptions extends MergeOptions {
  /** Environments whose upgrade is rehearsed. */
  readonly environments: readonly string[];
  readonly run: RunProgram;
  readonly say: (line: string) => void;
}

const SHORT = 10;

/** Merges a version, checks the result and rehearses what it does to each environment. Nothing reaches AWS. @throws {Failure} */
export function upgrade({ directory, source, to, environments, run, say }: UpgradeOptions): void {
  const merged = mergeVersion({ directory, source, to });
  if (merged === undefined) {
    say(`${to} is here already, and so are your changes on top of it: nothing to merge`);
    return;
  }
  const before = merged.before.slice(0, SHORT);
  const back = `git reset --hard ${before} goes back to what was there.`;
  say(merged.resumed ? `${to} is merged already; what was there before is ${before}` : `merged ${to}; ${back}`);
  const expect = (what: string, args: readonly string[]) => {
    say(`npm ${args.join(" ")}`);
    if (run("npm", args) !== 0)
      throw new Failure(`${what}\nThe merge is committed. Mend it and run this command again, or ${back}`);
  };
  if (changes(directory, merged.before, "package-lock.json"))
    expect("the packages of this version cannot be installed", ["ci", "--no-audit", "--no-fund"]);
  expect("your tree does not pass the checks with this version", ["run", "check"]);
  const refused = environments.filter((environment) => {
    const args = ["run", "rehearse", "--", "--environment", environment, "--from", merged.before];
    say(`npm ${args.join(" ")}`);
    return run("npm", args) !== 0;
  });
  if (refused.length > 0)
    throw new Failure(
      `not without more: the upgrade of ${refused.join(", ")} is refused or loses data, see above and UPGRADING.md\nThe merge is committed; ${back}`,
    );
  say(`${to} is merged, checked and rehearsed. Read UPGRADING.md; nothing was deployed: npx cdktf deploy does that.`);
}

/** Whether the file differs between a commit and the last one. */
function changes(directory: string, commit: string, file: string): boolean {
  return tryGit(directory, ["diff", "--quiet", commit, "HEAD", "--", file]).code !== 0;
}
