import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkout, type Runner } from "../cli/checkout";
import { Failure } from "../cli/outcome";
import { stacksIn } from "../terraform/stacks";
import { synthesize } from "../terraform/synthesize";
import type { Stacks } from "./bill";

interface AtCommit {
  readonly projectDirectory: string;
  /** Whatever git takes for a commit. */
  readonly ref: string;
  readonly environment: string;
  readonly signal: AbortSignal;
}

/** The stacks of an environment as a commit synthesizes them; nothing where the commit does not know it. @throws {Failure} */
export async function stacksAtCommit({ projectDirectory, ref, environment, signal }: AtCommit): Promise<Stacks> {
  const parent = mkdtempSync(join(tmpdir(), "cost-against-"));
  let checkout: Checkout | undefined;
  try {
    checkout = Checkout.open({ projectDirectory, ref, parent });
    if (!checkout.knows(environment)) return {};
    await checkout.installPackages(runner(signal), process.env);
    const outDirectory = join(parent, "out");
    await synthesize({ projectDirectory: checkout.directory, outDirectory, environment, signal });
    return stacksIn(outDirectory);
  } finally {
    checkout?.remove();
    rmSync(parent, { recursive: true, force: true });
  }
}

const runner = (signal: AbortSignal): Runner => ({
  run: (command, args, options) =>
    new Promise((resolve, reject) => {
      const child = spawn(command, args, { ...options, signal, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (data) => {
          output += data;
        });
      }
      child.once("error", (error) => reject(new Failure(`${command}: ${error.message}`)));
      child.once("close", (code) => resolve({ code: code ?? 1, output }));
    }),
});
