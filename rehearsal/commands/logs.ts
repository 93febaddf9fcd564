import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../cli/outcome";
import { checkName } from "../run/environment-name";

export interface LogsOptions {
  readonly projectDirectory: string;
  readonly environment: string;
  /** Go on until Ctrl-C. */
  readonly follow: boolean;
  readonly write?: (line: string) => void;
  /** Ends it earlier. @default - nothing does */
  readonly signal?: AbortSignal;
}

const POLL_MILLISECONDS = 300;

/** Writes what the tasks wrote, each line after its log group and stream. */
export async function logs(options: LogsOptions): Promise<void> {
  const { projectDirectory, environment, follow, write = console.log, signal } = options;
  const directory = join(projectDirectory, ".rehearsal", environment, "logs");
  if (!existsSync(directory)) {
    checkName(projectDirectory, environment);
    throw new Failure(`${environment} has no logs: npm start first`);
  }
  const read = new Map<string, number>();
  do {
    for (const file of logFiles(directory))
      copyNew(file, read, (line) => write(`${streamName(relative(directory, file))}  ${line}`));
    if (follow) await sleep(POLL_MILLISECONDS);
  } while (follow && signal?.aborted !== true);
}

/** None while the next start begins with an empty folder. */
function logFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".log"))
    .map((file) => join(directory, file))
    .sort();
}

/** `ecs/dev/wordpress/task/wordpress/0123456789abcdef.log`: the group, and eight characters of the task. */
function streamName(file: string): string {
  const parts = file.replace(/\.log$/, "").split("/");
  return `${parts.slice(0, -3).join("/")} ${(parts.at(-1) ?? "").slice(0, 8)}`;
}

/** Hands on whole lines only; the rest of a line waits for its end. */
function copyNew(file: string, read: Map<string, number>, write: (line: string) => void): void {
  const from = read.get(file) ?? 0;
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= from) return;
  const buffer = Buffer.alloc(size - from);
  const handle = openSync(file, "r");
  readSync(handle, buffer, 0, buffer.length, from);
  closeSync(handle);
  const end = buffer.lastIndexOf(10) + 1;
  read.set(file, from + end);
  for (const line of buffer.subarray(0, end).toString().split("\n").slice(0, -1)) write(line);
}
