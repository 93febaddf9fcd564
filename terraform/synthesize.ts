import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Failure, Interrupted } from "../cli/outcome";
import { objectOf } from "./json";
import { readJson } from "./json-file";

export interface SynthesizeOptions {
  readonly projectDirectory: string;
  /** Where the app writes its stacks, absolute. */
  readonly outDirectory: string;
  /** Handed to the app as `ENVIRONMENT`. @default the app's own choice */
  readonly environment?: string;
  /** Ends the app. */
  readonly signal: AbortSignal;
}

/**
 * Runs the project's app, as cdktf.json names it, so that it writes its stacks.
 *
 * @throws {Failure} with the app's own message when it fails
 */
export async function synthesize(options: SynthesizeOptions): Promise<void> {
  const { projectDirectory, outDirectory, environment, signal } = options;
  const { app, context = {} } = readSettings(projectDirectory);
  const env = {
    ...process.env,
    ...(environment === undefined ? {} : { ENVIRONMENT: environment }),
    PATH: [join(projectDirectory, "node_modules", ".bin"), process.env.PATH].join(delimiter),
    CDKTF_OUTDIR: outDirectory,
    CDKTF_CONTEXT_JSON: JSON.stringify(context),
  };
  const { code, errors } = await run(app, projectDirectory, env, signal);
  if (signal.aborted) throw new Interrupted();
  if (code !== 0) throw new Failure(errors === "" ? `${app} ended with exit code ${code}` : errors);
  if (!existsSync(join(outDirectory, "manifest.json"))) {
    throw new Failure(`${app} wrote no manifest.json to CDKTF_OUTDIR: it must synthesize a cdktf App`);
  }
}

function readSettings(projectDirectory: string): { app: string; context?: unknown } {
  const file = join(projectDirectory, "cdktf.json");
  if (!existsSync(file)) throw new Failure(`${file} is missing: run this in the folder of a cdktf project`);
  const { app, context } = objectOf(readJson(file));
  if (typeof app !== "string") throw new Failure(`${file}: app must be the command that synthesizes`);
  return { app, context };
}

function run(
  command: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { cwd, env, shell: true, detached: true, stdio: ["ignore", "ignore", "pipe"] });
    const stop = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    signal.addEventListener("abort", stop, { once: true });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ code, errors: errors.replace(/^npm (?:warn|notice).*\n?/gim, "").trim() });
    });
  });
}
