import { Failure } from "../../cli/outcome";
import { type Environment, loadEnvironment } from "../../environments";
import { databasePart } from "../export/parts";
import { copyFirst } from "../import/copies";
import { databaseWords, filesWords } from "../import/options";
import { type EnvironmentTasks, type Job, tasksOf, together, untilSignal } from "../transfer/environment-tasks";
import { refuseProtected } from "../transfer/protected";
import { sayWhatWasReal } from "../transfer/rehearsed";
import { copyObject } from "../transfer/s3-copy";
import { TransferFolder } from "../transfer/transfer-folder";

export interface CopyOptions {
  readonly files: boolean;
  readonly isMasked: boolean;
  readonly isPublishedOnly: boolean;
  /** Whether both are what runs on this machine in place of AWS. */
  readonly isRehearsed: boolean;
}

interface Side {
  readonly environment: Environment;
  readonly tasks: EnvironmentTasks;
  readonly folder: TransferFolder;
}

const IMPORT = { keepAddresses: false, dropIns: false };

/**
 * Copies the site of an environment over that of another: a task of the source writes into the source's bucket, S3 copies into the target's, a
 * task of the target loads it. No task has rights in the other environment.
 *
 * @throws {Failure} when the target is protected, or something fails; the target's site is as it was then
 * @throws {Interrupted} after Ctrl-C, likewise
 */
export async function copySite(fromName: string, toName: string, options: CopyOptions): Promise<void> {
  const [source, target] = [await loadEnvironment(fromName), await loadEnvironment(toName)];
  if (fromName === toName) throw new Failure(`--to must be another environment than --from, got "${toName}" for both`);
  refuseProtected(target, "npm run copy");
  refuseOtherAccount(source, target, options);
  await untilSignal(async (interrupted) => {
    const side = (environment: Environment, kind: "exports" | "imports", id?: string): Side => {
      const tasks = tasksOf(environment, options.isRehearsed, interrupted);
      return { environment, tasks, folder: new TransferFolder(environment, tasks.aws, kind, id) };
    };
    const from = side(source, "exports");
    const to = side(target, "imports", from.folder.id);
    try {
      await write(from, options, interrupted);
      await carry(from, to, options, interrupted);
      await copyFirst({
        ...{ aws: to.tasks.aws, environment: target, signal: interrupted },
        what: { database: true, files: options.files },
        onProgress: (text) => console.error(text),
      });
      await load(to, fromName, options, interrupted);
    } finally {
      await Promise.all([from.folder.remove(), to.folder.remove()]);
    }
  });
  console.log(
    `${toName} is a copy of ${fromName}${options.isMasked ? ", with aliases in place of persons" : ""}: it sends no mail, runs no events and keeps search engines out`,
  );
  sayWhatWasReal(options.isRehearsed, true);
}

function refuseOtherAccount(source: Environment, target: Environment, { isMasked }: CopyOptions): void {
  if (source.account === target.account) return;
  throw new Failure(
    `account must be one for both: that of ${source.name} is ${source.account}, that of ${target.name} is ${target.account}. With the credentials of each:\n` +
      `  npm run export -- --environment ${source.name}${isMasked ? " --masked" : ""}\n` +
      `  npm run import -- --environment ${target.name} --replace --copy-of ${source.name} FILES`,
  );
}

async function write({ tasks, folder }: Side, options: CopyOptions, interrupted: AbortSignal): Promise<void> {
  const { command } = databasePart(options.isMasked, options.isPublishedOnly, true);
  const jobs: Job[] = [
    { what: "database", command: ["wp-image", ...command, `--to-bucket=${folder.https("dump")}`] },
    ...(options.files
      ? [filesJob(["wp-image", "export-files", "--for-import", `--to-bucket=${folder.https("files")}`])]
      : []),
  ];
  await together(jobs, tasks.run, interrupted, "nothing was copied");
}

const filesJob = (command: readonly string[]): Job => ({ what: "files", command });

async function carry(from: Side, to: Side, { files }: CopyOptions, interrupted: AbortSignal): Promise<void> {
  for (const key of ["dump", ...(files ? ["files"] : [])]) {
    const regions = { from: from.environment.region, to: to.environment.region };
    await copyObject(from.folder.s3(key), to.folder.s3(key), regions, interrupted, to.tasks.access);
  }
}

async function load({ tasks, folder }: Side, of: string, { files }: CopyOptions, interrupted: AbortSignal) {
  const words = databaseWords({ ...IMPORT, copyOf: of }, { files: files ? folder.id : undefined, isMarked: false });
  const jobs: Job[] = [
    ...(files ? [filesJob([...filesWords(IMPORT, folder.id, true), `--from-bucket=${folder.https("files")}`])] : []),
    { what: "database", command: [...words, `--from-bucket=${folder.https("dump")}`] },
  ];
  await together(jobs, tasks.run, interrupted, "the target's site is as it was");
  const code = await tasks.run(["wp-image", "administrator"], "");
  if (code !== 0)
    throw new Failure("the copy is there, but the administrator has no password: npm run administrator, see above");
}
