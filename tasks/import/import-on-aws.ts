import { randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { partitionOf } from "../../aws/partitions";
import { type Aws, awsCli } from "../../cli/aws-cli";
import { Failure, Interrupted } from "../../cli/outcome";
import { LONGEST_STEM, physicalName, transferBucketName } from "../../constructs/names";
import { type Environment, loadEnvironment } from "../../environments";
import { runOneOffTask } from "../one-off-task";
import { openArchives } from "./archive-stream";
import { copyFirst } from "./copies";
import { openDump } from "./dump-stream";
import { databaseWords, filesWords, type ImportOptions } from "./options";
import { showProgress } from "./progress";
import type { Sources } from "./sources";
import { upload } from "./upload";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Exit code of `wp-image untouched` for a site with content. */
const TOUCHED = 3;

interface Job {
  readonly what: "database" | "files";
  readonly command: readonly string[];
}

/**
 * Takes a site's database, its files or both into an environment on AWS, by tasks of the service's own definition.
 *
 * @param replaces whether a site with content may be replaced; copies of it are made first
 * @throws {Failure} when the site has content, or something fails; the site is as it was then. @throws {Interrupted} after Ctrl-C, likewise
 */
export async function importOnAws(
  environmentName: string,
  sources: Sources,
  options: ImportOptions,
  replaces: boolean,
): Promise<void> {
  const environment = await loadEnvironment(environmentName);
  const aws = awsCli(environment.region);
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const run = runner(environment, aws, interrupt.signal);
    if (replaces) await copy(environment, aws, sources, interrupt.signal);
    else await refuseContent(environmentName, run);
    await transfer(environment, aws, sources, options, run, interrupt.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

type Run = (command: readonly string[], prefix: string, signal?: AbortSignal) => Promise<number>;

function runner({ project, name }: Environment, aws: Aws, interrupted: AbortSignal): Run {
  const stem = physicalName(LONGEST_STEM, project, name);
  return async (command, prefix, signal = interrupted) => {
    const { exitCode } = await runOneOffTask({
      aws,
      service: { cluster: stem, name: stem },
      command,
      onLine: (line) => console.log(`${prefix}${line}`),
      onProgress: (text) => console.error(`${prefix}${text}`),
      signal,
    });
    return exitCode;
  };
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
  aws: Aws,
  { dump, files }: Sources,
  options: ImportOptions,
  run: Run,
  interrupted: AbortSignal,
): Promise<void> {
  const { region } = environment;
  const id = randomBytes(8).toString("hex");
  const bucket = transferBucketName(environment);
  const folder = `s3://${bucket}/imports/${id}`;
  const from = (key: string) =>
    `--from-bucket=https://${bucket}.s3.${region}.${partitionOf(region).dnsSuffix}/imports/${id}/${key}`;
  const jobs: Job[] = [];
  try {
    if (files.length > 0) {
      const { content, size, read } = openArchives(files);
      await send(region, `${folder}/files`, content, showProgress("files", size, read), interrupted);
      jobs.push({ what: "files", command: [...filesWords(options, id, dump !== undefined), from("files")] });
    }
    if (dump !== undefined) {
      const { content, read } = openDump(dump);
      await send(region, `${folder}/dump`, content, showProgress("the dump", dump.size, read), interrupted);
      const words = databaseWords(options, files.length > 0 ? id : undefined);
      jobs.push({ what: "database", command: [...words, from("dump")] });
    }
    await together(jobs, run, interrupted);
  } finally {
    // What it cannot remove, the bucket forgets within a day or two.
    await aws("s3", "rm", "--recursive", "--only-show-errors", folder).catch((error: Error) =>
      console.error(`${folder} could not be removed, S3 does so by itself: ${error.message}`),
    );
  }
}

async function send(
  region: string,
  address: string,
  content: Readable,
  progress: { stop: () => void },
  interrupted: AbortSignal,
): Promise<void> {
  const stop = () => content.destroy(new Interrupted());
  interrupted.addEventListener("abort", stop);
  if (interrupted.aborted) stop();
  try {
    await upload(region, address, content);
  } finally {
    interrupted.removeEventListener("abort", stop);
    progress.stop();
  }
}

/** Side by side: the database's task waits for the files. When one fails, the other is stopped. */
async function together(jobs: readonly Job[], run: Run, interrupted: AbortSignal): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([interrupted, failed.signal]);
  const ends = await Promise.allSettled(
    jobs.map(async ({ what, command }) => {
      try {
        const code = await run(command, jobs.length > 1 ? `${what}: ` : "", signal);
        if (code !== 0)
          throw new Failure(`the task of the ${what} ended with ${code}, see above; the site is as it was`);
      } catch (error) {
        failed.abort();
        throw error;
      }
    }),
  );
  const reasons = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  const first = reasons.find((reason) => !(reason instanceof Interrupted)) ?? reasons[0];
  if (first !== undefined) throw first;
}
