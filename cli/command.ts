import { Command } from "commander";
import { exitCode, type Words } from "./outcome";

/** A command of the project: it refuses what it does not know, says where its options are described, and leaves ending to its caller. */
export const newCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride();

/** Runs a command with the words of a command line. @returns its exit code, as `exitCode` */
export const runCommand = (command: Command, args: readonly string[], words?: Words): Promise<number> =>
  exitCode(() => command.parseAsync([...args], { from: "user" }), words);

/** Ends this process with the code, when what is written is written. */
export const endWith = (code: Promise<number>): Promise<void> =>
  code.then((known) => {
    process.exitCode = known;
  });
