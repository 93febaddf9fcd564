import { spawn } from "node:child_process";
import { callersAws } from "../../cli/aws-cli";
import { Failure, Interrupted } from "../../cli/outcome";

/**
 * `aws s3 cp` from a bucket to this machine or to another bucket, where S3 copies by itself.
 *
 * @param regions of what is written, and of what is read where it is another
 * @throws {Failure} with the AWS CLI's words @throws {Interrupted}
 */
export async function copyObject(
  from: string,
  to: string,
  regions: { readonly to: string; readonly from?: string },
  interrupted: AbortSignal,
  { words: first, env, isLocal } = callersAws(),
): Promise<void> {
  // With a region of the source, `aws s3 cp` asks AWS for it, whatever the address (AWS CLI, customizations/s3/subcommands.py).
  const source = regions.from === undefined || isLocal ? [] : ["--source-region", regions.from];
  const words = [...first, "s3", "cp", from, to, "--region", regions.to, ...source, "--only-show-errors"];
  // A process group by itself: Ctrl-C ends it from here, after the tasks.
  const child = spawn("aws", words, { stdio: ["ignore", "ignore", "pipe"], detached: true, env });
  const stop = () => child.kill();
  interrupted.addEventListener("abort", stop);
  if (interrupted.aborted) stop();
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", () => reject(new Failure("aws is not installed: the AWS CLI fetches the files")));
      child.once("close", (ended) => resolve(ended ?? 1));
    });
    if (interrupted.aborted) throw new Interrupted();
    if (code !== 0) throw new Failure(`aws s3 cp: ${said.trim() || `ended with ${code}`}`);
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}
