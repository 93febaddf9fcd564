import { Command, InvalidArgumentError } from "commander";
import { exitCode, type Words } from "./outcome";
import { keepOutputs } from "./outputs";

/** A command of the project: it refuses what it does not know, says where its options are described, and leaves ending to its caller. */
export const newCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride();

/**
 * Makes options necessary. What is misspelt is named before what is missing: commander's own necessary options come first, and hide that.
 *
 * @param names of options that the command has, such as `--from`
 */
export const needing = (command: Command, ...names: readonly string[]): Command =>
  command.hook("preAction", (self) => {
    for (const option of self.options.filter(({ long }) => names.includes(long ?? "")))
      if (self.getOptionValue(option.attributeName()) === undefined)
        self.error(`error: required option '${option.flags}' not specified`);
  });

/** The value of `--environment` where the app takes it as a variable, in which an empty one would mean the default. */
export function environmentName(value: string): string {
  if (/^[A-Za-z0-9][\w.-]*$/.test(value)) return value;
  throw new InvalidArgumentError("letters, digits, dots and hyphens only.");
}

/** Runs a command with the words of a command line. @returns its exit code, as `exitCode` */
export const runCommand = (command: Command, args: readonly string[], words?: Words): Promise<number> =>
  exitCode(() => command.parseAsync([...args], { from: "user" }), words);

/** Ends this process with the code, when what is written is written; with 1 when an output did not take it. */
export function endWith(code: Promise<number>): Promise<void> {
  keepOutputs(() => {
    process.exitCode ||= 1;
  });
  return code.then((known) => {
    process.exitCode ||= known;
  });
}
