import { Command } from "commander";
import { endWith } from "../../cli/command";
import { exitCode, Failure } from "../../cli/outcome";
import { typedPath } from "../../cli/places";
import { EnvironmentError } from "../../environments/schema/problems";
import { REHEARSED, refuseAlone } from "../transfer/rehearsed";
import { importHere } from "./import-here";
import { importOnAws } from "./import-on-aws";
import type { ImportOptions } from "./options";
import { sourcesOf } from "./sources";

interface Options extends ImportOptions {
  readonly environment?: string;
  readonly rehearsed: boolean;
  readonly replace: boolean;
  readonly toSite: boolean;
}

function program(): Command {
  return new Command("npm run import --")
    .description(
      "Takes a site's database, its files or both into the WordPress that `npm start` runs, or into an environment on AWS, in place of what is there.",
    )
    .argument(
      "<file...>",
      "an SQL dump (.sql, packed or not), and archives (tar, zip) or folders of the files, in any order",
    )
    .option("--environment <name>", "on AWS, by tasks of its service")
    .option("--rehearsed", `with --environment: ${REHEARSED}`, false)
    .option("--replace", "on AWS, in place of a site with content, after a snapshot and a backup of it", false)
    .option("--from <address>", "a further address that the site had; the dump's own is known")
    .option("--prefix <prefix>", "which site is meant where the dump has several")
    .option("--database <name>", "the same, by the database that the dump names")
    .option("--charset <name>", "the character set of the dump's texts, such as latin1, where the dump says another")
    .option("--keep-addresses", "leave the dump's addresses as they are", false)
    .option(
      "--root <folder>",
      "where the site is in the archives, such as homedir/public_html; found where there is one",
    )
    .option("--drop-ins", "also advanced-cache.php, db.php and object-cache.php, which lead to the former host", false)
    .option(
      "--copy-of <name>",
      "the site is a copy from then on: it sends no mail, runs no events, keeps search engines out",
    )
    .option("--to-site", "copy themes and plugins into site/, where the image serves the code", false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(async (paths: readonly string[], { toSite, environment, rehearsed, replace, ...options }: Options) => {
      const sources = sourcesOf(paths.map(typedPath));
      refuseAlone(rehearsed, environment);
      if (environment === undefined) {
        await importHere(process.cwd(), sources, options, { toSite });
        return;
      }
      if (toSite) throw new Failure("--to-site goes with an import here, not with --environment: import here first");
      await importOnAws({ name: environment, isRehearsed: rehearsed }, sources, options, replace);
    });
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
