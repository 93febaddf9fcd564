import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { loadEnvironment } from "../environments";
import type { Environment } from "../environments/schema/sections";
import { createStacks } from "../stacks";
import { readStacks } from "../terraform/stacks";
import type { Stacks } from "./bill";

/** The stacks of an environment as Terraform reads them, by name. The rules are not asked: what they refuse has a price too. */
export async function synthesizeHere(name: string): Promise<{ environment: Environment; stacks: Stacks }> {
  const environment = await loadEnvironment(name);
  return { environment, stacks: await synthesizeEnvironment(environment) };
}

export async function synthesizeEnvironment(environment: Environment): Promise<Stacks> {
  const outdir = mkdtempSync(join(tmpdir(), "cost-synth-"));
  try {
    const app = new App({ outdir });
    await createStacks(app, environment);
    app.synth();
    return stacksIn(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** @throws {Failure} when the directory has no stacks */
export function stacksIn(directory: string): Stacks {
  return Object.fromEntries(readStacks(directory).map(({ name, json }) => [name, json])) as Stacks;
}
