import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, Interrupted } from "../cli/outcome";
import { LONGEST_STATE_BYTES, terraformProgram } from "../terraform/program";
import type { RefreshPlan } from "./drifted";
import type { ProviderSchemas } from "./knowledge";

/** What a refresh of one stack has found. */
export interface Refreshed {
  readonly plan: RefreshPlan & { readonly prior_state?: { readonly values?: unknown } };
  /** Of the providers that the stack uses; a large document, so it is read on request. */
  readonly schemas: () => Promise<ProviderSchemas>;
}

/** Asks AWS what a stack's resources are like now. Changes neither them nor the state. */
export type Refresh = (directory: string) => Promise<Refreshed>;

const PLAN = "refreshed";
/** Lines of Terraform's that are shown when it fails. */
const LAST_LINES = 15;

/**
 * @param cache where providers are kept, one download for all stacks; TF_PLUGIN_CACHE_DIR goes before it
 * @param given environment variables of Terraform
 * @param isInterrupted whether somebody pressed Ctrl-C, which Terraform gets too: it ends by itself, and leaves no lock
 */
export function refreshByTerraform(
  cache: string,
  isInterrupted: () => boolean,
  given: NodeJS.ProcessEnv = process.env,
): Refresh {
  const env = {
    ...given,
    TF_IN_AUTOMATION: "1",
    TF_PLUGIN_CACHE_DIR: given.TF_PLUGIN_CACHE_DIR ?? cache,
    // The lock files are made here, and nobody commits them.
    TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1",
  };
  const terraform = (directory: string, ...args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { env, maxBuffer: LONGEST_STATE_BYTES };
      execFile(terraformProgram(given), [`-chdir=${directory}`, ...args], options, (error, output, errors) => {
        if (isInterrupted()) reject(new Interrupted());
        else if (error) reject(new Failure(errors.trim().split("\n").slice(-LAST_LINES).join("\n") || error.message));
        else resolve(output);
      });
    });
  return async (directory) => {
    mkdirSync(env.TF_PLUGIN_CACHE_DIR, { recursive: true });
    await terraform(directory, "init", "-input=false", "-no-color");
    try {
      await terraform(
        ...[directory, "plan", "-refresh-only", "-input=false", "-no-color"],
        ...["-lock-timeout=5m", `-out=${PLAN}`],
      );
      return {
        plan: JSON.parse(await terraform(directory, "show", "-json", PLAN)),
        schemas: async () => JSON.parse(await terraform(directory, "providers", "schema", "-json")),
      };
    } finally {
      // A plan holds values of the state.
      rmSync(join(directory, PLAN), { force: true });
    }
  };
}
