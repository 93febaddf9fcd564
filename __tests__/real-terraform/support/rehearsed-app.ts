import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const project = join(__dirname, "../../..");

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export type OnLine = (line: string, pid: number) => void;

/** A copy of the fixture app, and this project's command line run in it. */
export class RehearsedApp {
  readonly directory = mkdtempSync(join(tmpdir(), "rehearsed-app-"));

  constructor() {
    cpSync(join(project, "__tests__/rehearsal/support/fixture-app"), this.directory, { recursive: true });
    mkdirSync(join(this.directory, "tmp"));
    for (const folder of ["node_modules", ".venv"]) symlinkSync(join(project, folder), join(this.directory, folder));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Runs the command line in the app; `onLine` may send it a signal. */
  run(args: readonly string[], env: Record<string, string> = {}, onLine?: OnLine): Promise<Ended> {
    const loader = join(project, "node_modules/tsx/dist/loader.mjs");
    const child = spawn(process.execPath, ["--import", loader, join(project, "rehearsal/cli.ts"), ...args], {
      cwd: this.directory,
      env: { ...process.env, TMPDIR: join(this.directory, "tmp"), ...env },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        output += data;
        onLine?.(String(data), child.pid ?? 0);
      });
    }
    return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
  }

  /** Processes that work in the app's directory or name it. */
  processes(): string[] {
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry) && entry !== String(process.pid))
      .map((entry) => {
        try {
          return readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ");
        } catch {
          return "";
        }
      })
      .filter((command) => command.includes(this.directory));
  }

  socketDirectories(): string[] {
    return readdirSync(join(this.directory, "tmp")).filter((entry) => entry.startsWith("rehearsal-"));
  }
}

/** Answers the first line that holds `moment` with a signal. */
export function signalAt(moment: string, signal: NodeJS.Signals): OnLine {
  let sent = false;
  return (line, pid) => {
    if (sent || !line.includes(moment)) return;
    sent = true;
    process.kill(pid, signal);
  };
}
