import { createWriteStream, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Command } from "commander";
import { endWith } from "../../cli/command";
import { execWithStreams } from "../../cli/docker";
import { exitCode, Failure, Interrupted } from "../../cli/outcome";
import { makeFolder, refuseSources, typedPath } from "../../cli/places";
import { EnvironmentError } from "../../environments/schema/problems";
import { runningContainer } from "../local-task";
import { REHEARSED, refuseAlone, sayWhatWasReal } from "../transfer/rehearsed";
import { exportFromAws } from "./export-from-aws";
import { databasePart, FILES, type Part, sizeOf } from "./parts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

interface Options {
  readonly environment?: string;
  readonly rehearsed: boolean;
  readonly files: boolean;
  readonly database: boolean;
  readonly masked: boolean;
  readonly publishedOnly: boolean;
}

function program(): Command {
  return new Command("npm run export --")
    .description(
      "Writes the database and the files of the site that `npm start` runs, or of an environment on AWS, so that npm run import, or any other host, can take them in.",
    )
    .argument("[folder]", "where the files are written", ".")
    .option("--environment <name>", "of an environment on AWS, by tasks of its service")
    .option("--rehearsed", `with --environment: ${REHEARSED}`, false)
    .option("--no-files", "the database alone")
    .option("--no-database", "the files alone")
    .option(
      "--masked",
      "persons get aliases in the dump, and keys and passwords are left out (site/masking.json)",
      false,
    )
    .option("--published-only", "with --masked: only what visitors see of posts and comments", false)
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(async (folder: string, { environment, rehearsed, files, database, masked, publishedOnly }: Options) => {
      refuseAlone(rehearsed, environment);
      if (!files && !database) throw new Failure("--no-files and --no-database leave nothing to export");
      if (publishedOnly && !masked) throw new Failure("--published-only goes with --masked");
      const parts = [...(database ? [databasePart(masked, publishedOnly, false)] : []), ...(files ? [FILES] : [])];
      const stem = stemIn(typedPath(folder));
      if (environment === undefined) return exportSite(process.cwd(), stem, parts);
      await exportFromAws({ name: environment, isRehearsed: rehearsed }, stem, parts);
      sayWhatWasReal(rehearsed);
    });
}

/** What the names of the files begin with. @throws {Failure} when the folder cannot be made, or holds sources of the project */
function stemIn(folder: string): string {
  refuseSources(folder, process.cwd(), "the folder");
  makeFolder(folder, "the folder");
  return join(folder, `site-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`);
}

/** Writes each part to a file, which has its name once it is whole. @throws {Failure} when one cannot be read or written */
async function exportSite(projectDirectory: string, stem: string, parts: readonly Part[]): Promise<void> {
  const container = runningContainer(projectDirectory);
  if (container === undefined) throw new Failure("nothing runs here: npm start first, or name --environment for AWS");
  for (const { command, ending } of parts) {
    const path = `${stem}${ending}`;
    await write(container, ["wp-image", ...command], path);
    console.log(sizeOf(path));
  }
}

async function write(container: string, command: readonly string[], path: string): Promise<void> {
  const part = `${path}.part`;
  const gzip = createGzip();
  const onSignal = () => gzip.destroy(new Interrupted());
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const written = pipeline(gzip, createWriteStream(part));
    const [code] = await Promise.all([execWithStreams(container, command, { output: gzip }), written]);
    if (code !== 0) throw new Failure(`${command[1]} ended with ${code}, see above; nothing was written`);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof Failure || error instanceof Interrupted) throw error;
    throw new Failure(`${path} cannot be written: ${(error as Error).message}`);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
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
