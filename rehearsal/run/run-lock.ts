import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Failure } from "../../cli/outcome";
import { alive } from "./processes";

export interface Holder {
  readonly pid: number;
  readonly command: string;
  /** The lock's own path: a copy of a project brings a copy of its lock, which says nothing about the copy. */
  readonly file: string;
  /** When the process began, in the kernel's own unit: tells it from a later one with the same number. */
  readonly born: string;
}

const folder = (projectDirectory: string): string => join(projectDirectory, ".rehearsal", "locks");

/** The lock of an environment: each has a directory, containers and volumes that are its own. */
export const lockFile = (projectDirectory: string, environment: string): string =>
  join(folder(projectDirectory), environment);

/** Who works in a project now, by environment. */
export function lockHolders(projectDirectory: string): Map<string, Holder> {
  const all = existsSync(folder(projectDirectory)) ? readdirSync(folder(projectDirectory)).sort() : [];
  const held = all.map((environment) => [environment, lockHolder(lockFile(projectDirectory, environment))] as const);
  return new Map(held.flatMap(([environment, holder]) => (holder === undefined ? [] : [[environment, holder]])));
}

/** Keeps two runs from working in the same directory. A lock whose holder is gone counts for nothing. */
export class RunLock {
  private constructor(private readonly file: string) {}

  /** @throws {Failure} when another run holds it, or its folder cannot be made */
  static take(file: string, command: string): RunLock {
    try {
      mkdirSync(dirname(file), { recursive: true });
    } catch (error) {
      throw new Failure(`${dirname(file)} cannot be made: ${(error as Error).message}`);
    }
    const holder: Holder = { pid: process.pid, command, file: resolve(file), born: born(process.pid) };
    const written = `${file}.${process.pid}`;
    writeFileSync(written, JSON.stringify(holder));
    try {
      for (let attempt = 0; attempt < 2; attempt++) {
        if (takes(written, file)) return new RunLock(file);
        const other = lockHolder(file);
        if (other) {
          throw new Failure(
            `${other.command} already runs here (process ${other.pid}); stop it with Ctrl-C or \`kill ${other.pid}\``,
          );
        }
        clear(file);
      }
    } finally {
      rmSync(written, { force: true });
    }
    throw new Failure(`${file} cannot be taken: another run took it in the same moment; try again`);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

/** The lock appears with all that it says: nobody reads half of it. @returns false when there is one already */
function takes(written: string, file: string): boolean {
  try {
    linkSync(written, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Takes away the lock of a run that is gone. Of two that do so at once, one finds that the other took it already, and gives it back. */
function clear(file: string): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return;
  }
  const taken = read(aside);
  if (taken && holds(taken, file)) takes(aside, file);
  rmSync(aside);
}

/** Who holds the lock now; undefined when nobody does. */
export function lockHolder(file: string): Holder | undefined {
  const holder = read(file);
  return holder && holds(holder, file) ? holder : undefined;
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function holds({ pid, born: since, file: own }: Holder, file: string): boolean {
  return own === resolve(file) && alive(pid) && born(pid) === since;
}

/** Empty where the system has no /proc: there the process number alone decides. */
function born(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
