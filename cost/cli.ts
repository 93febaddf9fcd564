import { existsSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { endWith, newCommand, runCommand } from "../cli/command";
import { Failure } from "../cli/outcome";
import { typedPath } from "../cli/places";
import { EnvironmentError } from "../environments/schema/problems";
import { stacksIn } from "../terraform/stacks";
import { stacksAtCommit } from "./at-commit";
import type { Stacks } from "./bill";
import { estimate } from "./estimate";
import { synthesizeHere } from "./synthesized";
import { DEFAULT_USE, type Use } from "./use";
import { asMarkdown, asText } from "./words";

const FORMATS = ["text", "json", "markdown"] as const;
const MOST = 1e12;

interface Options extends Use {
  readonly environment: string;
  readonly against?: string;
  readonly json: boolean;
  readonly format: (typeof FORMATS)[number];
}

const within = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`a number from ${least} to ${most}.`);
};

function program(projectDirectory: string, signal: AbortSignal, say: (text: string) => void): Command {
  return newCommand(
    "cost",
    "What an environment costs a month, line by line from its stacks, and what load it bears. Asks nobody: the prices are in cost/prices/.",
  )
    .option("--environment <name>", "environment", process.env.ENVIRONMENT || "dev")
    .option("--visits <number>", "visits a month", within(0, MOST), DEFAULT_USE.visits)
    .option("--pages-per-visit <number>", "pages of a visit", within(0, 1000), DEFAULT_USE.pagesPerVisit)
    .option(
      "--files-per-page <number>",
      "files of a page; the browser has half of them",
      within(0, 1000),
      DEFAULT_USE.filesPerPage,
    )
    .option(
      "--cached <share>",
      "share of the pages that a page cache answers, 0 to 1",
      within(0, 1),
      DEFAULT_USE.cached,
    )
    .option("--page-kb <number>", "KB of a page with its files", within(0, 1e6), DEFAULT_USE.pageKb)
    .option("--upload-gb <number>", "GB of media", within(0, 1e6), DEFAULT_USE.uploadGb)
    .option("--mails <number>", "mails a month", within(0, MOST), DEFAULT_USE.mails)
    .option("--peak <number>", "the busiest minute by the mean", within(1, 10_000), DEFAULT_USE.peak)
    .option("--against <ref|folder>", "compare with a commit, or with a folder of synthesized stacks such as cdktf.out")
    .addOption(new Option("--json", "as JSON").default(false).conflicts("format"))
    .option("--format <format>", FORMATS.join(", "), format, "text")
    .action((options: Options) => run(options, projectDirectory, signal, say));
}

function format(value: string): Options["format"] {
  const known = FORMATS.find((one) => one === value);
  if (known === undefined) throw new InvalidArgumentError(`one of ${FORMATS.join(", ")}.`);
  return known;
}

async function run(
  options: Options,
  projectDirectory: string,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const { environment: name, against, json, format, ...use } = options;
  const before = against === undefined ? undefined : otherStacks(against, { name, projectDirectory, signal });
  // Told below; until then nobody waits for it.
  before?.catch(() => undefined);
  const { environment, stacks } = await synthesizeHere(name);
  const made = estimate({
    ...{ environment: environment.name, region: environment.region, stacks, use },
    ...(before && against !== undefined ? { against: { what: against, stacks: await before } } : {}),
  });
  const shown = json ? "json" : format;
  say(shown === "json" ? JSON.stringify(made, null, 2) : shown === "markdown" ? asMarkdown(made) : asText(made));
}

interface Other {
  readonly name: string;
  readonly projectDirectory: string;
  readonly signal: AbortSignal;
}

/** A folder that is there is meant before a commit of the same name. */
async function otherStacks(against: string, { name, projectDirectory, signal }: Other): Promise<Stacks> {
  const folder = typedPath(against);
  if (against !== "" && existsSync(folder)) return stacksIn(folder);
  return stacksAtCommit({ projectDirectory, ref: against, environment: name, signal });
}

/** @returns the exit code */
export function main(
  args: readonly string[],
  signal: AbortSignal,
  say: (text: string) => void = console.log,
): Promise<number> {
  return runCommand(program(process.cwd(), signal, say), args, {
    explain: (error) => (error instanceof Failure || error instanceof EnvironmentError ? error.message : undefined),
    interrupted: "interrupted; nothing was written",
  });
}

if (require.main === module) {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort());
  endWith(main(process.argv.slice(2), controller.signal));
}
