import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { endWith, environmentName, newCommand, runCommand } from "../cli/command";
import { Failure } from "../cli/outcome";
import { typedPath } from "../cli/places";
import { readStacks } from "../terraform/stacks";
import { synthesize } from "../terraform/synthesize";
import { chosenStacks, findDrift } from "./drift";
import { type Gh, keepIssues } from "./issues";
import { type Refresh, refreshByTerraform } from "./terraform";
import { asText, summary } from "./words";

interface Options {
  readonly environment: string;
  readonly stack: readonly string[];
  readonly json: boolean;
  readonly issues: boolean;
  readonly synthesized?: string;
}

/** What the command asks and tells. */
export interface Outside {
  readonly directory: string;
  /** Ends a synth. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  /** Lines that say how far it is. */
  readonly progress: (text: string) => void;
  readonly gh: Gh;
  /** @default Terraform, or OpenTofu where TERRAFORM_BINARY_NAME says so */
  readonly refresh?: Refresh;
}

const OUTPUT = "cdktf.out";

function program(outside: Outside): Command {
  return newCommand(
    "drift",
    "Asks AWS whether each stack is as Terraform left it, and names what somebody changed, without values. Changes nothing.",
  )
    .option("--environment <name>", "environment", environmentName, process.env.ENVIRONMENT || "dev")
    .option("--stack <name...>", "these stacks alone (default: all but state and account)", [])
    .option("--json", "as JSON", false)
    .option("--issues", "keep one GitHub issue for each drifted stack, by gh", false)
    .option("--synthesized <folder>", "where cdktf wrote the stacks already, in place of a synth")
    .addHelpText(
      "after",
      "\nNeeds Terraform and credentials that may read. Exit code 1: a stack drifted or could not be read; with --issues: could not be read.",
    )
    .action((options: Options) => run(options, outside));
}

async function run({ environment, stack, json, issues, synthesized }: Options, outside: Outside): Promise<void> {
  const { directory, signal, say, progress, gh } = outside;
  const outDirectory = synthesized === undefined ? resolve(directory, OUTPUT) : typedPath(synthesized);
  if (synthesized === undefined) await synthesize({ projectDirectory: directory, outDirectory, environment, signal });
  const refresh = outside.refresh ?? refreshByTerraform(join(outDirectory, ".providers"), () => signal.aborted);
  const stacks = chosenStacks(readStacks(outDirectory), stack);
  const found = await findDrift(stacks, refresh, (name) => progress(`asking about ${name}`));
  say(json ? JSON.stringify(found, null, 2) : found.map(asText).join("\n"));
  progress(summary(found));
  if (issues) for (const line of await keepIssues(found, environment, gh)) progress(line);
  const bad = issues ? ["failed"] : ["failed", "drifted"];
  if (found.some(({ state }) => bad.includes(state))) throw new Failure(closing(environment));
}

const closing = (environment: string): string =>
  `drift: ${environment} is not as Terraform left it, or nobody could tell; docs/operations.md has what to do`;

const ghAtTerminal: Gh = (words, input = "") =>
  new Promise((resolveWords, reject) => {
    const child = execFile("gh", [...words], (error, output, errors) => {
      if (!error) return resolveWords(output);
      const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const reason = missing ? "is not installed: --issues needs GitHub's command" : errors.trim();
      reject(new Failure(`gh ${words.slice(0, 2).join(" ")}: ${reason}`));
    });
    child.stdin?.on("error", () => undefined).end(input);
  });

/** @returns the exit code */
export function main(args: readonly string[], outside: Outside): Promise<number> {
  return runCommand(program(outside), args, { interrupted: "interrupted; nothing was changed" });
}

if (require.main === module) {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort());
  const { signal } = controller;
  const outside = { directory: process.cwd(), signal, say: console.log, progress: console.error, gh: ghAtTerminal };
  endWith(main(process.argv.slice(2), outside));
}
