import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "./outcome";

/** Label of every container of a local run: the project's directory. */
export const PROJECT_LABEL = "rehearsal.project";

/** Label with the environment that a container of a local run belongs to. */
export const ENVIRONMENT_LABEL = "rehearsal.environment";

/** Names of the containers of tasks that serve WordPress. */
export const WORDPRESS = /-task-[0-9a-f]{12}-wordpress$/;

/** Runs a command in a running container, with this terminal. @returns its exit code */
export function execAtTerminal(container: string, command: readonly string[]): Promise<number> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY ? ["--tty"] : [];
  const child = spawn("docker", ["exec", "--interactive", ...terminal, container, ...command], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new Failure(`docker did not start: ${error.message}`)));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** A command may end before it has read all of its input; its exit code says what that means. */
const EARLY_ENDS: ReadonlySet<string> = new Set(["EPIPE", "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"]);

export interface Streams {
  /** What the command reads. When it fails, the command sees an early end. @default nothing */
  readonly input?: Readable;
  /** Keeps the command's input open behind the end of `input`, until the command ends or this aborts. @default - closed at the end of `input` */
  readonly keepOpenUntil?: AbortSignal;
  /** Where what it writes goes. @default this terminal */
  readonly output?: Writable;
}

/**
 * Runs a command in a running container with streams. Ctrl-C does not reach it: whoever reads it ends the input.
 *
 * @returns its exit code @throws the input's or the output's error, once the command has ended
 */
export async function execWithStreams(
  container: string,
  command: readonly string[],
  { input, keepOpenUntil, output }: Streams = {},
): Promise<number> {
  const attached = input === undefined ? [] : ["--interactive"];
  const child = spawn("docker", ["exec", ...attached, container, ...command], {
    stdio: [input === undefined ? "ignore" : "pipe", output === undefined ? "inherit" : "pipe", "inherit"],
    detached: true,
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", (error) => reject(new Failure(`docker did not start: ${error.message}`)));
    child.once("close", (code) => resolve(code ?? 1));
  });
  const pipes: Promise<void>[] = [];
  if (input !== undefined && child.stdin !== null) {
    const { stdin } = child;
    const sent = pipeline(input, stdin, { end: keepOpenUntil === undefined });
    // An end in the middle tells the command, too.
    sent.catch(() => stdin.destroy());
    pipes.push(sent);
    keepOpenUntil?.addEventListener("abort", () => stdin.destroy());
  }
  if (output !== undefined && child.stdout !== null) pipes.push(pipeline(child.stdout, output));
  const settled = Promise.allSettled(pipes);
  const code = await ended;
  for (const pipe of await settled)
    if (pipe.status === "rejected" && !EARLY_ENDS.has(pipe.reason.code)) throw pipe.reason;
  return code;
}
