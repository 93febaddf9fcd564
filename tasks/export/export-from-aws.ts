import { renameSync, rmSync } from "node:fs";
import type { AwsAccess } from "../../cli/aws-cli";
import { loadEnvironment } from "../../environments";
import { tasksOf, together, untilSignal } from "../transfer/environment-tasks";
import { copyObject } from "../transfer/s3-copy";
import { TransferFolder } from "../transfer/transfer-folder";
import { keyOf, type Part, sizeOf } from "./parts";

/**
 * Writes the parts of a site on AWS to files: tasks of its service put them into the environment's bucket, from where they come here.
 *
 * @param isRehearsed whether it is what runs on this machine in place of AWS
 * @returns the files @throws {Failure} when a task, S3 or the disk fails @throws {Interrupted} after Ctrl-C; tasks are stopped, the bucket is emptied
 */
export async function exportFromAws(
  { name, isRehearsed }: { readonly name: string; readonly isRehearsed: boolean },
  stem: string,
  parts: readonly Part[],
): Promise<string[]> {
  const environment = await loadEnvironment(name);
  return await untilSignal(async (interrupted) => {
    const { aws, access, run } = tasksOf(environment, isRehearsed, interrupted);
    const fetchTo = (key: string, path: string) =>
      fetchObject(folder.s3(key), path, { region: environment.region, access }, interrupted);
    const folder = new TransferFolder(environment, aws, "exports");
    try {
      const jobs = parts.map((part) => ({
        what: part.what,
        command: ["wp-image", ...part.command, `--to-bucket=${folder.https(keyOf(part))}`],
      }));
      await together(jobs, run, interrupted, "nothing was written");
      const paths: string[] = [];
      for (const part of parts) {
        await fetchTo(keyOf(part), `${stem}${part.ending}`);
        paths.push(`${stem}${part.ending}`);
        if (part.report === undefined) continue;
        await fetchTo(`${keyOf(part)}.md`, `${stem}${part.report}`);
        console.log(`${stem}${part.report}: what was masked, and what was not`);
      }
      return paths;
    } finally {
      await folder.remove();
    }
  });
}

/** A file has its name once it is whole. */
async function fetchObject(
  from: string,
  path: string,
  { region, access }: { readonly region: string; readonly access: AwsAccess },
  interrupted: AbortSignal,
): Promise<void> {
  const part = `${path}.part`;
  try {
    await copyObject(from, part, { to: region }, interrupted, access);
    renameSync(part, path);
    console.log(sizeOf(path));
  } finally {
    rmSync(part, { force: true });
  }
}
