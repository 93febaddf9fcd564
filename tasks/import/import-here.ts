import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { execWithStreams } from "../../cli/docker";
import { Failure, Interrupted } from "../../cli/outcome";
import { runningContainer } from "../local-task";
import { untilSignal } from "../transfer/environment-tasks";
import { openArchives } from "./archive-stream";
import { CodeForSite } from "./code-to-site";
import { openDump } from "./dump-stream";
import { databaseWords, filesWords, type ImportOptions } from "./options";
import { showProgress } from "./progress";
import type { Sources } from "./sources";

/**
 * Takes a site's database, its files or both into the WordPress that `npm start` runs.
 *
 * @param toSite copies themes and plugins into site/, where the image serves the code @default false
 * @param container that takes them @default - the newest task of the only environment that runs, or of `dev`
 * @throws {Failure} when something cannot be read or taken; the site is as it was then. @throws {Interrupted} after Ctrl-C, likewise
 */
export async function importHere(
  projectDirectory: string,
  sources: Sources,
  options: ImportOptions,
  { toSite = false, container = runningContainer(projectDirectory) }: { toSite?: boolean; container?: string },
): Promise<void> {
  if (toSite && sources.files.length === 0)
    throw new Failure("--to-site copies code of an archive or folder: name one");
  if (container === undefined) throw new Failure("nothing runs here: npm start first, or name --environment for AWS");
  const code = toSite ? new CodeForSite(container, projectDirectory) : undefined;
  await untilSignal(async (interrupted) => {
    interrupted.addEventListener("abort", () => console.error("stopping; the site stays as it was …"));
    try {
      await take(container, sources, options, code, interrupted);
      code?.place();
    } finally {
      code?.forget();
    }
  });
}

async function take(
  container: string,
  { dump, files }: Sources,
  options: ImportOptions,
  code: CodeForSite | undefined,
  interrupted: AbortSignal,
): Promise<void> {
  const id = randomBytes(8).toString("hex");
  const isHeld = dump !== undefined || code !== undefined;
  try {
    if (files.length > 0) {
      const { content, size, read } = openArchives(files);
      const words = [...filesWords(options, id, isHeld), ...(code === undefined ? [] : ["--to-site"])];
      await send(container, words, content, showProgress("files", size, read), interrupted);
    }
    await code?.fetch(id, interrupted);
    if (dump !== undefined) {
      const { content, read } = openDump(dump);
      const words = databaseWords(options, { files: files.length > 0 ? id : undefined });
      await send(container, words, content, showProgress("the dump", dump.size, read), interrupted);
    } else if (isHeld) {
      const ended = await execWithStreams(container, ["wp-image", "import-files", `--switch=${id}`]);
      if (ended !== 0) throw new Failure("nothing was imported, see above");
    }
  } catch (error) {
    if (files.length > 0 && isHeld) await execWithStreams(container, ["wp-image", "import-files", "--drop"]);
    throw error;
  }
}

/** Runs a command that reads a stream, and takes the end of its input for Ctrl-C. */
async function send(
  container: string,
  command: readonly string[],
  input: Readable,
  progress: { stop: () => void },
  interrupted: AbortSignal,
): Promise<void> {
  const stop = () => input.destroy(new Interrupted());
  interrupted.addEventListener("abort", stop);
  if (interrupted.aborted) stop();
  try {
    const code = await execWithStreams(container, [...command, "--attended"], { input, keepOpenUntil: interrupted });
    if (code !== 0) throw interrupted.aborted ? new Interrupted() : new Failure("nothing was imported, see above");
    if (interrupted.aborted) console.error("the import had come to its end before it could be stopped");
  } finally {
    interrupted.removeEventListener("abort", stop);
    progress.stop();
  }
}
