import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure, Interrupted } from "../../cli/outcome";

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Called with each line of either stream. */
  readonly onLine?: (line: string) => void;
}

export interface RunResult {
  readonly code: number;
  /** Both streams, in the order of arrival. */
  readonly output: string;
}

/** Something that runs a program to its end. */
export interface Runner {
  run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult>;
}

/** How long Terraform gets after SIGINT to store its state and give its lock back. */
const GRACE_SECONDS = 20;

/** The programs that a rehearsal has running. Each is a process group of its own, so that none outlives the rehearsal. */
export class Processes implements Runner {
  private readonly running = new Set<number>();
  private stopping: Promise<void> | undefined;

  /** @throws {Failure} when the program cannot be started, {Interrupted} when it was stopped by `stop` */
  async run(command: string, args: readonly string[], { cwd, env, onLine }: RunOptions): Promise<RunResult> {
    if (this.stopping) throw new Interrupted();
    const lines: string[] = [];
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const pid = child.pid;
    if (pid !== undefined) this.running.add(pid);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        onLine?.(line);
      });
    }
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", (error) => reject(new Failure(`${command} did not start: ${error.message}`)));
      child.once("close", (status) => resolve(status ?? 1));
    });
    if (this.stopping) {
      await this.stopping;
      throw new Interrupted();
    }
    if (pid !== undefined) this.running.delete(pid);
    return { code, output: lines.join("\n") };
  }

  get stopped(): boolean {
    return this.stopping !== undefined;
  }

  /** Asks everything that runs to end (SIGINT), then insists (SIGKILL). No further program starts. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    const all = withDescendants([...this.running]);
    signalAll(all, "SIGINT");
    const deadline = performance.now() + GRACE_SECONDS * 1000;
    while (all.some(alive) && performance.now() < deadline) await sleep(50);
    signalAll(withDescendants(all), "SIGKILL");
  }
}

/** The processes and all their descendants, whatever group or session these have put themselves into. */
function withDescendants(pids: readonly number[]): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = new Set(pids);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const [pid = 0, parent = 0] of table) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
