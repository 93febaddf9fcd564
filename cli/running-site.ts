import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "./outcome";

/** A site that `npm start` serves on this machine, as other commands of the project find it. */
export interface RunningSite {
  readonly environment: string;
  readonly url: string;
  /** Process of `npm start`. */
  readonly pid: number;
  /** Where it listens for commands. */
  readonly socket: string;
  /** What stands there for AWS. */
  readonly aws: { readonly endpoint: string; readonly accessKey: string };
  /** Names of its buckets. */
  readonly buckets: readonly string[];
}

/** Environment that is meant where several run and none is named: that of `npm start` without options. */
export const USUAL = "dev";

/** Folder with a file for each environment that runs. */
const folder = (projectDirectory: string): string => join(projectDirectory, ".rehearsal", "running");

/** File with what is known of an environment that runs. */
export const runningFile = (projectDirectory: string, environment: string): string =>
  join(folder(projectDirectory), environment);

/** Leaves for the other commands of the project what runs. */
export function leaveRunning(projectDirectory: string, site: RunningSite): void {
  const file = runningFile(projectDirectory, site.environment);
  mkdirSync(dirname(file), { recursive: true });
  // Whoever reads it may run commands in the tasks.
  writeFileSync(file, JSON.stringify({ ...site, file }), { mode: 0o600 });
}

/** Undefined for what ended meanwhile, and in a copy of a project, whose files tell of the other's site. */
function readRunning(file: string): RunningSite | undefined {
  try {
    const { file: own, ...site } = JSON.parse(readFileSync(file, "utf8"));
    return own === file ? site : undefined;
  } catch {
    return undefined;
  }
}

/** All sites that run, by the names of their environments. */
export function runningSites(projectDirectory: string): RunningSite[] {
  if (!existsSync(folder(projectDirectory))) return [];
  return readdirSync(folder(projectDirectory))
    .sort()
    .map((environment) => readRunning(runningFile(projectDirectory, environment)))
    .filter((site) => site !== undefined);
}

/** Which of several environments is meant where none is named: the only one, else `dev`; empty when there is none. @throws {Failure} naming them */
export function meantOf(environments: readonly string[]): string {
  const [only = "", ...others] = environments;
  if (others.length === 0) return only;
  if (environments.includes(USUAL)) return USUAL;
  throw new Failure(
    `several sites run here (${environments.join(", ")}): name one by --environment (and --rehearsed, where the command has it)`,
  );
}
