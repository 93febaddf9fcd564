import { renameSync, rmSync } from "node:fs";
import { loadEnvironment } from "../../environments";
import { tasksOf, together, untilSignal } from "../transfer/environment-tasks";
import { copyObject } from "../transfer/s3-copy";
import { TransferFolder } from "../transfer/transfer-folder";
import { keyOf, type Part, sizeOf } from "./parts";

/**
 * Writes the parts of a site on AWS to files: tasks of its service put them into the environment's bucket, from where they come here.
 *
 * @returns the files @throws {Failure} when a task, S3 or the disk fails @throws {Interrupted} after Ctrl-C; tasks are stopped, the bucket is emptied
 */
export async function exportFromAws(environmentName: string, stem: string, parts: readonly Part[]): Promise<string[]> {
  const environment = await loadEnvironment(environmentName);
  return await untilSignal(async (interrupted) => {
    const { aws, run } = tasksOf(environment, interrupted);
    const folder = new TransferFolder(environment, aws, "exports");
    try {
      const jobs = parts.map((part) => ({
        what: part.what,
        command: ["wp-image", ...part.command, `--to-bucket=${folder.https(keyOf(part))}`],
      }));
      await together(jobs, run, interrupted, "nothing was written");
      const paths: string[] = [];
      for (const part of parts) {
        await fetchTo(folder.s3(keyOf(part)), `${stem}${part.ending}`, environment.region, interrupted);
        paths.push(`${stem}${part.ending}`);
        if (part.report === undefined) continue;
        await fetchTo(folder.s3(`${keyOf(part)}.md`), `${stem}${part.report}`, environment.region, interrupted);
        console.log(`${stem}${part.report}: what was masked, and what was not`);
      }
      return paths;
    } finally {
      await folder.remove();
    }
  });
}

/** A file has its name once it is whole. */
async function fetchTo(from: string, path: string, region: string, interrupted: AbortSignal): Promise<void> {
  const part = `${path}.part`;
  try {
    await copyObject(from, part, { to: region }, interrupted);
    renameSync(part, path);
    console.log(sizeOf(path));
  } finally {
    rmSync(part, { force: true });
  }
}
