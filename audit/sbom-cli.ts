import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endWith, environmentName, newCommand, runCommand } from "../cli/command";
import { checkFile, typedPath } from "../cli/places";
import { stacksIn } from "../terraform/stacks";
import { synthesize } from "../terraform/synthesize";
import { imageTag, imageWithTag, sbomOf } from "./contents/image-sbom";

interface Options {
  readonly environment?: string;
  readonly image?: string;
  readonly out?: string;
}

async function imageOf(environment: string | undefined, signal: AbortSignal): Promise<string> {
  const outDirectory = mkdtempSync(join(tmpdir(), "sbom-"));
  try {
    await synthesize({ projectDirectory: process.cwd(), outDirectory, environment, signal });
    return imageWithTag(imageTag(Object.values(stacksIn(outDirectory))));
  } finally {
    rmSync(outDirectory, { recursive: true, force: true });
  }
}

async function run({ environment, image, out }: Options, signal: AbortSignal): Promise<void> {
  const file = out && typedPath(out);
  if (file !== undefined) checkFile(file, "--out");
  const text = sbomOf(image ?? (await imageOf(environment, signal)));
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
}

/** @returns the exit code */
export function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  const command = newCommand(
    "sbom",
    "Writes the CycloneDX document of the WordPress image: Debian's packages, WordPress, themes, plugins, packages of Composer.",
  )
    .option("--environment <name>", "environment whose image is meant (default: the app's own)", environmentName)
    .option("--image <reference>", "an image that Docker has, in place of an environment's")
    .option("--out <file>", "where to write (default: standard output)")
    .action((options: Options) => run(options, signal));
  return runCommand(command, args, { interrupted: "interrupted; nothing was written" });
}

if (require.main === module) {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort());
  endWith(main(process.argv.slice(2), controller.signal));
}
