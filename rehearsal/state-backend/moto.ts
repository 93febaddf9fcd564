import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../cli/outcome";

export interface MotoOptions {
  /** Where `.venv` lies. */
  readonly projectDirectory: string;
  /** What the server prints goes to this file. */
  readonly logFile: string;
  /** Account that everything in it belongs to. @default - moto's own, 123456789012 */
  readonly accountId?: string;
}

const START_SECONDS = 30;

/** Runs moto's server until standard input closes: it ends with whoever started it, however that ends. */
const SERVE = [
  "import os, sys, threading",
  "threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()",
  "from moto.server import main",
  "main(sys.argv[1:])",
].join("\n");

/** S3 and DynamoDB in memory, by moto's server, on a free port of the loopback interface. */
export class Moto {
  private constructor(
    readonly endpoint: string,
    private readonly pid: number,
  ) {}

  /** @throws {Failure} when moto is not installed or does not answer within 30 seconds */
  static async start({ projectDirectory, logFile, accountId }: MotoOptions): Promise<Moto> {
    const installed = motoProgram(projectDirectory);
    if (!existsSync(installed))
      throw new Failure(`${installed} is missing: run ./setup.sh, which installs moto into .venv`);
    const program = join(projectDirectory, ".venv", "bin", "python");
    const port = await freePort();
    const log = openSync(logFile, "a");
    const child = spawn(program, ["-c", SERVE, "-H", "127.0.0.1", "-p", String(port)], {
      detached: true,
      stdio: ["pipe", log, log],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        PYTHONDONTWRITEBYTECODE: "1",
        ...(accountId === undefined ? {} : { MOTO_ACCOUNT_ID: accountId }),
      },
    });
    const failed = new Promise<never>((_, reject) => {
      child.once("error", (error) => reject(new Failure(`moto did not start: ${error.message}`)));
      child.once("exit", (code) => reject(new Failure(`moto stopped with ${code}; ${logFile} says why`)));
    });
    failed.catch(() => undefined);
    if (child.pid === undefined) return failed;
    const moto = new Moto(`http://127.0.0.1:${port}`, child.pid);
    try {
      await Promise.race([moto.answers(), failed]);
    } catch (error) {
      moto.stop();
      throw error;
    }
    return moto;
  }

  /** Ends the server and with it everything it held. */
  stop(): void {
    try {
      process.kill(-this.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  private async answers(): Promise<void> {
    const deadline = performance.now() + START_SECONDS * 1000;
    while (performance.now() < deadline) {
      const response = await fetch(`${this.endpoint}/moto-api/data.json`).catch(() => undefined);
      if (response?.ok) return;
      await sleep(100);
    }
    throw new Failure(`moto does not answer at ${this.endpoint} after ${START_SECONDS} seconds`);
  }
}

export function motoProgram(projectDirectory: string): string {
  return join(projectDirectory, ".venv", "bin", "moto_server");
}

/** A port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Failure("no free port on 127.0.0.1");
  return address.port;
}
