import { setTimeout as wait } from "node:timers/promises";
import { partitionOf } from "../../aws/partitions";
import type { Aws } from "../../cli/aws-cli";
import { Failure, Interrupted } from "../../cli/outcome";
import { backupName, databaseName, filesName } from "../../constructs/names";
import type { Environment } from "../../environments";

const POLL_MILLISECONDS = 10_000;

export interface CopiesOptions {
  readonly aws: Aws;
  readonly environment: Pick<Environment, "project" | "name" | "account" | "region" | "backup" | "database">;
  /** What is about to be replaced. */
  readonly what: { readonly database: boolean; readonly files: boolean };
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
  /** For the names of the copies. @default - now */
  readonly now?: Date;
  /** @default 10000 */
  readonly pollMilliseconds?: number;
}

interface Copy {
  readonly name: string;
  readonly isReady: () => Promise<boolean>;
}

/**
 * Takes a snapshot of the database and a backup of the files, names both and waits until they are there.
 *
 * @throws {Failure} when one cannot be made
 */
export async function copyFirst(options: CopiesOptions): Promise<void> {
  const { what, environment, onProgress, signal } = options;
  const copies = [
    ...(what.database ? [await snapshotOfDatabase(options)] : []),
    ...(what.files && environment.backup !== undefined ? [await backupOfFiles(options)] : []),
  ];
  for (const { name } of copies) onProgress(`${name} is being made`);
  if (what.files && environment.backup === undefined)
    onProgress("no copy of the files is made, since the environment has no backup; files that are replaced are lost");
  for (const { name, isReady } of copies) {
    while (!(await isReady())) {
      if (signal.aborted) throw new Interrupted();
      await wait(options.pollMilliseconds ?? POLL_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    }
    onProgress(`${name} is there`);
  }
}

/** Of an instance, or of Aurora's cluster. */
async function snapshotOfDatabase({ aws, environment, now = new Date() }: CopiesOptions): Promise<Copy> {
  const database = databaseName(environment);
  const snapshot = `${database}-import-${now.toISOString().replace(/\D/g, "").slice(0, 14)}`;
  const isInstance = environment.database.engine === "mysql";
  const kind = isInstance ? "db" : "db-cluster";
  const of = isInstance ? "--db-instance-identifier" : "--db-cluster-identifier";
  await aws("rds", `create-${kind}-snapshot`, of, database, `--${kind}-snapshot-identifier`, snapshot);
  const isReady = async () => {
    const said = await aws<{ DBSnapshots?: Status[]; DBClusterSnapshots?: Status[] }>(
      ...["rds", `describe-${kind}-snapshots`, `--${kind}-snapshot-identifier`, snapshot],
    );
    const [{ Status } = { Status: "gone" }] = said.DBSnapshots ?? said.DBClusterSnapshots ?? [];
    return ended("the snapshot", Status, "available", ["creating"]);
  };
  return { name: `snapshot ${snapshot} of the database`, isReady };
}

interface Status {
  readonly Status: string;
}

async function backupOfFiles({ aws, environment }: CopiesOptions): Promise<Copy> {
  const { region, account } = environment;
  const partition = partitionOf(region).name;
  const name = filesName(environment);
  const { FileSystems } = await aws<{ FileSystems: { Name?: string; FileSystemArn: string }[] }>(
    ...["efs", "describe-file-systems"],
  );
  const files = FileSystems.find((one) => one.Name === name);
  if (files === undefined) throw new Failure(`there is no file system ${name}: is it deployed?`);
  const plan = backupName(environment);
  const { BackupJobId } = await aws<{ BackupJobId: string }>(
    ...["backup", "start-backup-job", "--backup-vault-name", plan, "--resource-arn", files.FileSystemArn],
    ...["--iam-role-arn", `arn:${partition}:iam::${account}:role/${plan}`],
  );
  const isReady = async () => {
    const { State } = await aws<{ State: string }>("backup", "describe-backup-job", "--backup-job-id", BackupJobId);
    return ended("the backup", State, "COMPLETED", ["CREATED", "PENDING", "RUNNING"]);
  };
  return { name: `backup ${BackupJobId} of the files in the vault ${plan}`, isReady };
}

function ended(what: string, state: string, ready: string, going: readonly string[]): boolean {
  if (state === ready) return true;
  if (going.includes(state)) return false;
  throw new Failure(`${what} could not be made: AWS says ${state}; nothing was imported`);
}
