import { createWriteStream, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Command } from "commander";
import { execWithStreams } from "../../cli/docker";
import { exitCode, Failure, Interrupted } from "../../cli/outcome";
import { runningContainer } from "../local-task";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const MIB = 1 << 20;

interface Part {
  readonly command: string;
  /** End of the file's name. */
  readonly ending: string;
}

const DATABASE: Part = { command: "export-database", ending: ".sql.gz" };
const FILES: Part = { command: "export-files", ending: "-files.tar.gz" };

function program(): Command {
  return new Command("npm run export --")
    .description(
      "Writes the database and the files of the site that `npm start` runs, so that npm run import, or any other host, can take them in.",
    )
    .argument("[folder]", "where the files are written", ".")
    .option("--no-files", "the database alone")
    .option("--no-database", "the files alone")
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action((folder: string, { files, database }: { files: boolean; database: boolean }) => {
      const parts = [...(database ? [DATABASE] : []), ...(files ? [FILES] : [])];
      if (parts.length === 0) throw new Failure("--no-files and --no-database leave nothing to export");
      return exportSite(process.cwd(), resolve(process.env.INIT_CWD ?? process.cwd(), folder), parts);
    });
}

/** Writes each part to a file, which has its name once it is whole. @throws {Failure} when one cannot be read or written */
async function exportSite(projectDirectory: string, folder: string, parts: readonly Part[]): Promise<void> {
  const container = runningContainer(projectDirectory);
  if (container === undefined) throw new Failure("nothing runs here: npm start first");
  const stem = join(folder, `site-${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Failure(`${folder} cannot be made: ${(error as Error).message}`);
  }
  for (const { command, ending } of parts) {
    const path = `${stem}${ending}`;
    await write(container, ["wp-image", command], path);
    console.log(`${path}: ${(statSync(path).size / MIB).toFixed(1)} MiB`);
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
  return exitCode(() => program().parseAsync([...args], { from: "user" }));
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
