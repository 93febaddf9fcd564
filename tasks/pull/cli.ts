import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Command } from "commander";
import { endWith, needing } from "../../cli/command";
import { execAtTerminal } from "../../cli/docker";
import { exitCode, Failure } from "../../cli/outcome";
import { loadEnvironment } from "../../environments";
import { EnvironmentError } from "../../environments/schema/problems";
import { exportFromAws } from "../export/export-from-aws";
import { databasePart, FILES } from "../export/parts";
import { importHere } from "../import/import-here";
import { sourcesOf } from "../import/sources";
import { runningContainer } from "../local-task";
import { refuseProtected } from "../transfer/protected";
import { REHEARSED, sayWhatWasReal } from "../transfer/rehearsed";

interface Options {
  readonly environment: string;
  readonly rehearsed: boolean;
  readonly into: string;
  readonly files: boolean;
  readonly publishedOnly: boolean;
}

/** The site that `npm start` runs. */
const LOCAL = "local";

function program(): Command {
  const command = new Command("npm run pull --")
    .description(
      "Takes the database of an environment on AWS, and on wish its files, into the site that `npm start` runs. Persons get aliases and keys are left out before anything leaves AWS (site/masking.json).",
    )
    .option("--environment <name>", "which environment is read")
    .option("--rehearsed", REHEARSED, false)
    .option("--into <site>", "where it comes: the site that `npm start` runs, and no other", LOCAL)
    .option("--files", "its uploads too; without them, npm start -- --uploads-from shows its pictures", false)
    .option("--published-only", "only what visitors see of posts and comments", false)
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action((options: Options) => pull(process.cwd(), options));
  return needing(command, "--environment");
}

async function pull(
  projectDirectory: string,
  { environment, rehearsed, into, files, publishedOnly }: Options,
): Promise<void> {
  if (into !== LOCAL) {
    refuseProtected(await loadEnvironment(into), "npm run pull");
    throw new Failure(
      `--into must be ${LOCAL}, got "${into}": npm run copy -- --from ${environment} --to ${into} copies onto AWS`,
    );
  }
  // Rehearsed, the environment that is read runs here too.
  const container = runningContainer(projectDirectory, rehearsed ? environment : undefined);
  if (container === undefined)
    throw new Failure(
      `nothing${rehearsed ? ` but ${environment}` : ""} runs here that could take the data in: npm start first`,
    );
  // For the caller alone, and gone at the end: what is masked is still somebody's site.
  const directory = mkdtempSync(join(tmpdir(), "pull-"));
  try {
    const parts = [databasePart(true, publishedOnly, true), ...(files ? [FILES] : [])];
    const paths = await exportFromAws(
      { name: environment, isRehearsed: rehearsed },
      join(directory, environment),
      parts,
    );
    const report = keepReport(projectDirectory, join(directory, `${environment}-masked.md`));
    await importHere(projectDirectory, sourcesOf(paths), { keepAddresses: false, dropIns: false }, { container });
    // The login is this site's: the password of another's administrator opens nothing here, and no session lasts.
    const code = await execAtTerminal(container, ["wp-image", "administrator"]);
    if (code !== 0)
      throw new Failure("the data are here, but the administrator has no password: npm run administrator");
    console.log(`what was masked, and what was not: ${report}`);
    sayWhatWasReal(rehearsed);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function keepReport(projectDirectory: string, report: string): string {
  const folder = join(projectDirectory, ".rehearsal", "pulled");
  mkdirSync(folder, { recursive: true });
  const kept = join(folder, basename(report));
  copyFileSync(report, kept);
  return kept;
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
