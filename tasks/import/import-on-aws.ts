import type { Readable } from "node:stream";
import type { Aws, AwsAccess } from "../../cli/aws-cli";
import { Failure, Interrupted } from "../../cli/outcome";
import { type Environment, loadEnvironment } from "../../environments";
import {
  type EnvironmentTasks,
  type Job,
  type Run,
  tasksOf,
  together,
  untilSignal,
} from "../transfer/environment-tasks";
import { sayWhatWasReal } from "../transfer/rehearsed";
import { TransferFolder } from "../transfer/transfer-folder";
import { openArchives } from "./archive-stream";
import { copyFirst } from "./copies";
import { openDump } from "./dump-stream";
import { databaseWords, filesWords, type ImportOptions } from "./options";
import { showProgress } from "./progress";
import type { Sources } from "./sources";
import { upload } from "./upload";

/** Exit code of `wp-image untouched` for a site with content. */
const TOUCHED = 3;

/**
 * Takes a site's database, its files or both into an environment on AWS, by tasks of the service's own definition.
 *
 * @param isRehearsed whether it is what runs on this machine in place of AWS
 * @param replaces whether a site with content may be replaced; copies of it are made first
 * @throws {Failure} when the site has content, or something fails; the site is as it was then. @throws {Interrupted} after Ctrl-C, likewise
 */
export async function importOnAws(
  { name: environmentName, isRehearsed }: { readonly name: string; readonly isRehearsed: boolean },
  sources: Sources,
  options: ImportOptions,
  replaces: boolean,
): Promise<void> {
  const environment = await loadEnvironment(environmentName);
  await untilSignal(async (interrupted) => {
    const tasks = tasksOf(environment, isRehearsed, interrupted);
    if (replaces) await copy(environment, tasks.aws, sources, interrupted);
    else await refuseContent(environmentName, tasks.run);
    await transfer(environment, tasks, sources, options, interrupted);
  });
  sayWhatWasReal(isRehearsed, replaces);
}

async function refuseContent(environmentName: string, run: Run): Promise<void> {
  const code = await run(["wp-image", "untouched"], "");
  if (code === TOUCHED)
    throw new Failure(
      `the site of ${environmentName} has content, which the import would replace: add --replace to do so. A snapshot of the database and a backup of the files are made first`,
    );
  if (code !== 0) throw new Failure("nothing was imported, see above");
}

const copy = (environment: Environment, aws: Aws, { dump, files }: Sources, signal: AbortSignal) =>
  copyFirst({
    ...{ aws, environment, signal, what: { database: dump !== undefined, files: files.length > 0 } },
    onProgress: (text) => console.error(text),
  });

async function transfer(
  environment: Environment,
  { aws, access, run }: EnvironmentTasks,
  { dump, files }: Sources,
  options: ImportOptions,
  interrupted: AbortSignal,
): Promise<void> {
  const where = { region: environment.region, access };
  const folder = new TransferFolder(environment, aws, "imports");
  const from = (key: string) => `--from-bucket=${folder.https(key)}`;
  const jobs: Job[] = [];
  try {
    if (files.length > 0) {
      const { content, size, read } = openArchives(files);
      await send(where, folder.s3("files"), content, showProgress("files", size, read), interrupted);
      jobs.push({ what: "files", command: [...filesWords(options, folder.id, dump !== undefined), from("files")] });
    }
    if (dump !== undefined) {
      const { content, read } = openDump(dump);
      await send(where, folder.s3("dump"), content, showProgress("the dump", dump.size, read), interrupted);
      const words = databaseWords(options, { files: files.length > 0 ? folder.id : undefined });
      jobs.push({ what: "database", command: [...words, from("dump")] });
    }
    await together(jobs, run, interrupted, "the site is as it was");
  } finally {
    await folder.remove();
  }
}

async function send(
  { region, access }: { readonly region: string; readonly access: AwsAccess },
  address: string,
  content: Readable,
  progress: { stop: () => void },
  interrupted: AbortSignal,
): Promise<void> {
  const stop = () => content.destroy(new Interrupted());
  interrupted.addEventListener("abort", stop);
  if (interrupted.aborted) stop();
  try {
    await upload(region, address, content, access);
  } finally {
    interrupted.removeEventListener("abort", stop);
    progress.stop();
  }
}
