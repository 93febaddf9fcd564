import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import type { Environment } from "../environments";
import { createStacks } from ".";

/**
 * Synthesizes an environment into a folder that is gone afterwards. The rules are not asked.
 *
 * @param read takes what it needs from the folder
 */
export async function synthesized<T>(environment: Environment, read: (directory: string) => T): Promise<T> {
  const outdir = mkdtempSync(join(tmpdir(), "synthesized-"));
  try {
    // cdktf would ask Terraform for its version, which nobody needs here.
    const app = new App({ outdir, skipValidation: true });
    await createStacks(app, environment);
    app.synth();
    return read(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
