import { type Aws, type AwsAccess, awsCli } from "../../cli/aws-cli";
import { Failure, Interrupted } from "../../cli/outcome";
import { LONGEST_STEM, physicalName } from "../../constructs/names";
import type { Environment } from "../../environments";
import { runOneOffTask } from "../one-off-task";
import { awsOf } from "./rehearsed";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs a command as a one-off task of the environment's service. @returns its exit code @param prefix of each line that is shown */
export type Run = (command: readonly string[], prefix: string, signal?: AbortSignal) => Promise<number>;

export interface Job {
  readonly what: "database" | "files";
  readonly command: readonly string[];
}

/** The AWS CLI and the tasks of an environment, until Ctrl-C. */
export interface EnvironmentTasks {
  readonly aws: Aws;
  readonly access: AwsAccess;
  readonly run: Run;
}

/** @param isRehearsed whether it is what runs on this machine in place of AWS @throws {Failure} when that does not run */
export function tasksOf(
  { project, name, region }: Environment,
  isRehearsed: boolean,
  interrupted: AbortSignal,
): EnvironmentTasks {
  const stem = physicalName(LONGEST_STEM, project, name);
  const access = awsOf(name, isRehearsed ? process.cwd() : undefined);
  const aws = awsCli(region, access);
  const run: Run = async (command, prefix, signal = interrupted) => {
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
  return { aws, access, run };
}

/** Runs something that Ctrl-C aborts. */
export async function untilSignal<T>(work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(interrupt.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

/** Runs jobs side by side. When one fails, the others are stopped. @param consequence what a failed job means @throws {Failure} */
export async function together(
  jobs: readonly Job[],
  run: Run,
  interrupted: AbortSignal,
  consequence: string,
): Promise<void> {
  const failed = new AbortController();
  const signal = AbortSignal.any([interrupted, failed.signal]);
  const ends = await Promise.allSettled(
    jobs.map(async ({ what, command }) => {
      try {
        const code = await run(command, jobs.length > 1 ? `${what}: ` : "", signal);
        if (code !== 0) throw new Failure(`the task of the ${what} ended with ${code}, see above; ${consequence}`);
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
