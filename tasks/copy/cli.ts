import { Command } from "commander";
import { endWith, needing } from "../../cli/command";
import { exitCode, Failure } from "../../cli/outcome";
import { EnvironmentError } from "../../environments/schema/problems";
import { copySite } from "./copy-site";

interface Options {
  readonly from: string;
  readonly to: string;
  readonly rehearsed: boolean;
  readonly files: boolean;
  readonly unmasked: boolean;
  readonly publishedOnly: boolean;
}

function program(): Command {
  const command = new Command("npm run copy --")
    .description(
      "Copies the site of one environment on AWS over that of another, such as staging, after a snapshot of what is there. Persons get aliases and keys are left out (site/masking.json). The copy sends no mail, runs no events and keeps search engines out.",
    )
    .option("--from <name>", "which environment is read")
    .option("--to <name>", "which environment's site is replaced; never one with protected data")
    .option(
      "--rehearsed",
      "both as `npm start -- --environment NAME` runs them on this machine, in place of AWS",
      false,
    )
    .option("--files", "its files too", false)
    .option("--published-only", "only what visitors see of posts and comments", false)
    .option("--unmasked", "with everything that belongs to persons, and all keys", false)
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(({ from, to, rehearsed, files, unmasked, publishedOnly }: Options) => {
      if (unmasked && publishedOnly) throw new Failure("--published-only goes with a masked copy, not with --unmasked");
      return copySite(from, to, {
        ...{ files, isMasked: !unmasked, isPublishedOnly: publishedOnly, isRehearsed: rehearsed },
      });
    });
  return needing(command, "--from", "--to");
}

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return exitCode(() => program().parseAsync([...args], { from: "user" }), {
    explain: (error) =>
      error instanceof Failure || error instanceof EnvironmentError ? (error as Error).message : undefined,
  });
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
