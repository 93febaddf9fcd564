import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { commitOf, git, tryGit } from "./git";
import { Failure } from "./outcome";

/** Runs a program to its end. */
export interface Runner {
  run(
    command: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  ): Promise<{ readonly code: number; readonly output: string }>;
}

export interface CheckoutOptions {
  readonly projectDirectory: string;
  /** Whatever git takes for a commit: a branch, a tag, `HEAD~1`. */
  readonly ref: string;
  /** Holds the sources until `remove`. */
  readonly parent: string;
}

const SHORT = 10;
const LOCKFILE = "package-lock.json";
const PACKAGES = "node_modules";
/** Lines of npm's that are shown when it fails. */
const LAST_LINES = 20;

/** The sources of a commit, in a git worktree. */
export class Checkout {
  private constructor(
    private readonly projectDirectory: string,
    private readonly worktree: string,
    /** The commit, shortened. */
    readonly commit: string,
    /** Where the project lies in the worktree. */
    readonly directory: string,
  ) {}

  /** @throws {Failure} when the project is in no git repository, or that has no such commit */
  static open({ projectDirectory, ref, parent }: CheckoutOptions): Checkout {
    const commit = commitOf(projectDirectory, ref).slice(0, SHORT);
    const worktree = join(parent, commit);
    // What a killed run left: its directory is gone by now, and git still has it on its list.
    git(projectDirectory, ["worktree", "prune"]);
    mkdirSync(parent, { recursive: true });
    git(projectDirectory, ["worktree", "add", "--quiet", "--force", "--detach", worktree, commit]);
    const below = git(projectDirectory, ["rev-parse", "--show-prefix"]);
    return new Checkout(projectDirectory, worktree, commit, join(worktree, below));
  }

  /** Whether the commit knows the environment; where environments are no files, nobody can say, and it may. */
  knows(environment: string): boolean {
    const environments = join(this.directory, "environments");
    return !existsSync(environments) || existsSync(join(environments, `${environment}.ts`));
  }

  /**
   * Gives the sources packages to run with: today's where the lockfile is the same, else those that it names.
   *
   * @returns which it took, for people @throws {Failure} with what npm said
   */
  async installPackages(processes: Runner, env: NodeJS.ProcessEnv): Promise<string> {
    if (textOf(join(this.directory, LOCKFILE)) === textOf(join(this.projectDirectory, LOCKFILE))) {
      symlinkSync(join(this.projectDirectory, PACKAGES), join(this.directory, PACKAGES), "dir");
      return "its lockfile is today's, so it runs with today's packages";
    }
    const { code, output } = await processes.run("npm", ["ci", "--no-audit", "--no-fund"], {
      cwd: this.directory,
      env,
    });
    if (code !== 0) {
      const said = output.split("\n").slice(-LAST_LINES).join("\n");
      throw new Failure(`${this.commit}: its lockfile is not today's, and npm ci fails for it\n${said}`);
    }
    return "its lockfile is not today's, so npm ci installed the packages that it names";
  }

  remove(): void {
    rmSync(this.worktree, { recursive: true, force: true });
    tryGit(this.projectDirectory, ["worktree", "prune"]);
  }
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** What the working tree is, for people: `the working tree (76bea4d24, 3 files changed)`. */
export function describeWorkingTree(projectDirectory: string): string {
  const commit = git(projectDirectory, ["rev-parse", `--short=${SHORT}`, "HEAD"]);
  const changed = git(projectDirectory, ["status", "--porcelain", "--", "."]).split("\n").filter(Boolean).length;
  return `the working tree (${commit}${changed === 0 ? "" : `, ${changed} files changed`})`;
}
