import { Command, CommanderError, InvalidArgumentError } from "commander";
import { rehearse } from "./commands/rehearse";
import { Failure, Interrupted } from "./run/failure";

const NAME = /^[a-z0-9][a-z0-9-]*$/;

function name(value: string): string {
  if (NAME.test(value)) return value;
  throw new InvalidArgumentError("small letters, digits and hyphens only.");
}

function program(): Command {
  const command = new Command("rehearse")
    .description(
      "Deploys every stack with real Terraform on doubles of its providers, plans again, and destroys. Nothing reaches AWS.",
    )
    .option("--environment <name>", "environment to rehearse (default: the app's own)", name)
    .option("--stack <name>", "one stack only, with the stacks it needs", name)
    .option("--keep", "leave everything deployed until Ctrl-C instead of destroying it", false)
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride();
  return command.action((options: { environment?: string; stack?: string; keep: boolean }) =>
    rehearse({ ...options, projectDirectory: process.cwd() }),
  );
}

/** The exit code: 0 done, 1 failed, 2 wrong arguments, 130 interrupted. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) return 130;
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
