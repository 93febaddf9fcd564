import { relative, resolve } from "node:path";
import type { Command } from "commander";
import { endWith, environmentName, newCommand, runCommand } from "../cli/command";
import { Failure } from "../cli/outcome";
import { typedPath } from "../cli/places";
import { type AuditResult, audit } from "./audit";

const HELP = "help: docs/troubleshooting.md#the-audit";

interface Arguments {
  readonly environment?: string;
  readonly out?: string;
  readonly against?: string;
  readonly policy: boolean;
  /** True without a file. */
  readonly sbom?: string | true;
}

function program(signal: AbortSignal): Command {
  return newCommand(
    "audit",
    "Writes a folder for auditors: plain Terraform as JSON and HCL, a report with diagram, hashes of all files.",
  )
    .option("--environment <name>", "environment to audit (default: the app's own)", environmentName)
    .option("--out <folder>", "where to write (default: audit.out/<environment>)")
    .option("--against <folder>", "an earlier audit; the report then says what changed")
    .option("--policy", "check with checkov (the default)", true)
    .option("--no-policy", "leave checkov out")
    .option(
      "--sbom [file]",
      "add what the image holds: from the image that Docker has, or from a file by npm run sbom (default: left out)",
    )
    .action((given: Arguments) => run(given, signal));
}

async function run(
  { environment = process.env.ENVIRONMENT || undefined, out, against, policy, sbom }: Arguments,
  signal: AbortSignal,
): Promise<void> {
  const projectDirectory = process.cwd();
  const started = performance.now();
  const result = await audit({
    projectDirectory,
    environment,
    out: out === undefined ? resolve("audit.out", environment ?? "default") : typedPath(out),
    ...(against === undefined ? {} : { against: typedPath(against) }),
    policy,
    ...(sbom === undefined ? {} : { sbom: sbom === true ? "image" : { file: resolve(sbom) } }),
    signal,
    progress: (step) => console.error(`${step} …`),
  });
  console.log(summary(result, Math.round((performance.now() - started) / 100) / 10));
}

function summary({ out, stacks, resources, hash, policy }: AuditResult, seconds: number): string {
  const open = policy.kind === "checked" ? policy.findings.filter(({ reason }) => reason === undefined).length : 0;
  const checked =
    policy.kind === "checked" ? `${policy.checker}: ${open} open findings` : `policies not checked: ${policy.why}`;
  return [
    `${resources} resources in ${stacks} stacks, ${checked}`,
    `folder  ${relative(process.cwd(), out) || "."} (in ${seconds} s)`,
    `report  ${relative(process.cwd(), `${out}/report.html`)}`,
    `sha256  ${hash}`,
  ].join("\n");
}

/** @returns the exit code */
export function main(args: readonly string[], signal: AbortSignal): Promise<number> {
  return runCommand(program(signal), args, {
    explain: (error) => (error instanceof Failure ? `${error.message}\n${HELP}` : undefined),
    interrupted: "interrupted; the folder is as it was",
  });
}

if (require.main === module) {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort());
  endWith(main(process.argv.slice(2), controller.signal));
}
