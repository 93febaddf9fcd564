import { spawnSync } from "node:child_process";
import { type Command, InvalidArgumentError } from "commander";
import { endWith, needing, newCommand, runCommand } from "../cli/command";
import { Failure, Interrupted } from "../cli/outcome";
import { environmentNames } from "../environments";
import { type RunProgram, upgrade } from "./upgrade";

interface Options {
  readonly to: string;
  readonly source: string;
  readonly environment?: readonly string[];
}

export interface Terminal {
  /** The user's repository. */
  readonly directory: string;
  readonly run: RunProgram;
  readonly say: (line: string) => void;
}

/** Git would take one that begins with a hyphen for an option of its own, and none at all for its default. */
function nameForGit(value: string): string {
  if (/^[^-]/.test(value)) return value;
  throw new InvalidArgumentError("it must not be empty, nor begin with a hyphen.");
}

function program({ directory, run, say }: Terminal): Command {
  const command = newCommand(
    "upgrade",
    "Merges a version of this project into yours, runs the checks, and rehearses what it replaces. Changes nothing on AWS.",
  )
    .option("--to <version>", "tag, branch or commit to upgrade to, such as v0.2.0", nameForGit)
    .option("--source <repository>", "remote, path or address of the repository that has it", nameForGit, "upstream")
    .option("--environment <name...>", "environments to rehearse (default: all of them)")
    .addHelpText("after", "\nOn a conflict git's merge stays as it is; solve it and run the same command again.")
    .action(({ to, source, environment }: Options) =>
      upgrade({ directory, source, to, environments: environment ?? environmentNames(), run, say }),
    );
  return needing(command, "--to");
}

/** Ctrl-C reaches the program too; this waits until it has cleaned up. @throws {Interrupted} after that */
const runAtTerminal: RunProgram = (command, args) => {
  const wait = () => undefined;
  process.on("SIGINT", wait);
  try {
    const { status, signal, error } = spawnSync(command, args, { stdio: "inherit" });
    if (error !== undefined) throw new Failure(`${command} did not start: ${error.message}`);
    if (signal === "SIGINT" || status === 130) throw new Interrupted();
    return status ?? 1;
  } finally {
    process.off("SIGINT", wait);
  }
};

/** @returns the exit code */
export function main(args: readonly string[], terminal: Terminal): Promise<number> {
  return runCommand(program(terminal), args, {
    interrupted: "stopped; what was merged stays merged, and the same command goes on from there",
  });
}

if (require.main === module) {
  endWith(main(process.argv.slice(2), { directory: process.cwd(), run: runAtTerminal, say: console.log }));
}
