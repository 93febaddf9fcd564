import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { execWithStreams } from "../../cli/docker";
import { Failure, Interrupted } from "../../cli/outcome";
import { runningContainer } from "../local-task";
import { openArchives } from "./archive-stream";
import { copyToSite } from "./code-to-site";
import { openDump } from "./dump-stream";
import { databaseWords, filesWords, type ImportOptions } from "./options";
import { showProgress } from "./progress";
import type { Sources } from "./sources";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Takes a site's database, its files or both into the WordPress that `npm start` runs.
 *
 * @param toSite copies themes and plugins into site/, where the image serves the code @default false
 * @param container that takes them @default - the newest task of the only environment that runs, or of `dev`
 * @throws {Failure} when something cannot be read or taken; the site is as it was then. @throws {Interrupted} after Ctrl-C, likewise
 */
export async function importHere(
  projectDirectory: string,
  { dump, files }: Sources,
  options: ImportOptions,
  { toSite = false, container = runningContainer(projectDirectory) }: { toSite?: boolean; container?: string },
): Promise<void> {
  if (container === undefined) throw new Failure("nothing runs here: npm start first, or name --environment for AWS");
  const id = randomBytes(8).toString("hex");
  const isHeld = dump !== undefined;
  if (files.length > 0) {
    const { content, size, read } = openArchives(files);
    const words = [...filesWords(options, id, isHeld), ...(toSite ? ["--to-site"] : [])];
    await send(container, words, content, showProgress("files", size, read));
  }
  if (dump !== undefined) {
    const { content, read } = openDump(dump);
    const words = databaseWords(options, { files: files.length > 0 ? id : undefined });
    try {
      await send(container, words, content, showProgress("the dump", dump.size, read));
    } catch (error) {
      if (files.length > 0) await execWithStreams(container, ["wp-image", "import-files", "--drop"]);
      throw error;
    }
  }
  if (toSite) await copyToSite(container, id, projectDirectory);
}

/** Runs a command that reads a stream, until Ctrl-C ends the stream before its end. */
async function send(
  container: string,
  command: readonly string[],
  input: Readable,
  progress: { stop: () => void },
): Promise<void> {
  let isInterrupted = false;
  const onSignal = () => {
    if (isInterrupted) return;
    isInterrupted = true;
    console.error("stopping; the site stays as it was …");
    input.destroy(new Interrupted());
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const code = await execWithStreams(container, command, { input });
    if (isInterrupted && code !== 0) throw new Interrupted();
    if (code !== 0) throw new Failure("nothing was imported, see above");
  } finally {
    progress.stop();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
