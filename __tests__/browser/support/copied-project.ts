import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { vi } from "vitest";

const PROJECT = join(__dirname, "../../..");
const NOT_COPIED = new Set([".git", ".rehearsal", ".venv", "node_modules", "cdktf.out", "bench.out", "audit.out"]);
const START_MILLISECONDS = 540_000;

/** What a command of the project has written, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** A copy of the project, in which commands run as a person calls them. */
export class CopiedProject {
  readonly directory: string;
  private readonly starts: { child: ChildProcess; ended: Promise<Ended> }[] = [];

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), "served-"));
    cpSync(PROJECT, this.directory, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => path === PROJECT || !NOT_COPIED.has(basename(path)),
    });
    for (const folder of ["node_modules", ".venv"]) symlinkSync(join(PROJECT, folder), join(this.directory, folder));
  }

  /** `npm start` with these options, until it serves. @throws with what it wrote when it ends before */
  async start(...options: string[]): Promise<void> {
    const started = this.begun("rehearsal/cli.ts", ["start", ...options]);
    this.starts.push(started);
    await started.writes("Running after", START_MILLISECONDS);
  }

  run(script: string, ...args: string[]): Promise<Ended> {
    return this.begun(script, args).ended;
  }

  /** A command whose end nobody waits for yet. */
  begun(script: string, args: readonly string[]) {
    const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { cwd: this.directory });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        text += data;
      });
    }
    const ended = new Promise<Ended>((resolve) => child.once("close", (code) => resolve({ code, text })));
    const writes = async (awaited: string, timeout: number) => {
      await vi.waitUntil(() => text.includes(awaited) || child.exitCode !== null, { timeout, interval: 200 });
      if (!text.includes(awaited)) throw new Error(`${script} ${args.join(" ")} ended:\n${text}`);
    };
    return { child, ended, writes };
  }

  /** Ends what runs, and forgets the data of these environments. */
  async close(...environments: string[]): Promise<void> {
    for (const { child } of this.starts) if (child.exitCode === null) child.kill("SIGINT");
    await Promise.all(this.starts.map(({ ended }) => ended));
    for (const name of environments) await this.run("rehearsal/cli.ts", "stop", "--fresh", "--environment", name);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
