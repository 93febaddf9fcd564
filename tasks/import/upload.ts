import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { callersAws } from "../../cli/aws-cli";
import { Failure } from "../../cli/outcome";

/** What S3 needs to know of a stream of unknown length, to choose its parts: 5 TiB, S3's largest object (aws s3 cp help). */
const LARGEST_OBJECT = 5 * 2 ** 40;

/** Packs a stream and puts it into a bucket. @throws the stream's error, or {Failure} with the AWS CLI's words */
export async function upload(
  region: string,
  address: string,
  content: Readable,
  { words: first, env } = callersAws(),
): Promise<void> {
  const words = [
    ...first,
    "s3",
    "cp",
    "-",
    address,
    "--region",
    region,
    "--expected-size",
    `${LARGEST_OBJECT}`,
    "--only-show-errors",
  ];
  // A process group by itself: Ctrl-C ends the stream, and so the upload.
  const child = spawn("aws", words, { stdio: ["pipe", "ignore", "pipe"], detached: true, env });
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", () => reject(new Failure("aws is not installed: the AWS CLI uploads the files")));
    child.once("close", (code) => resolve(code ?? 1));
  });
  const sent = pipeline(content, createGzip({ level: constants.Z_BEST_SPEED }), child.stdin).catch((error) => {
    // An end in the middle must not make an object of what came so far.
    child.kill();
    return error as NodeJS.ErrnoException;
  });
  const [code, failure] = await Promise.all([ended, sent]);
  if (failure !== undefined && failure.code !== "EPIPE" && failure.code !== "ERR_STREAM_PREMATURE_CLOSE") throw failure;
  if (code !== 0) throw new Failure(`aws s3 cp: ${said.trim() || `ended with ${code}`}`);
}
