import { spawnSync } from "node:child_process";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";
import { environmentNames, loadEnvironment, readEnvironment } from "..";
import { nameProblems } from "../schema/environment";
import { EnvironmentError } from "../schema/problems";
import type { Environment } from "../schema/sections";
import { EnvironmentFile } from "./environment-file";
import type { Prompt } from "./prompt";
import { type Answers, listOf, nextQuestion, questions } from "./questions";

export interface NewEnvironmentOptions {
  readonly name: string;
  /** Environment that is copied. */
  readonly from: string;
  /** What is known already and so not asked for. */
  readonly answers: Answers;
  /** @default none: every question without an answer takes its suggestion, or fails when it has none */
  readonly prompt?: Prompt;
  /** Folder of the environment files. */
  readonly directory: string;
}

/**
 * Copies an environment file with answers of its own, once the whole has been found sound.
 *
 * @returns the path of the new file
 * @throws {EnvironmentError} when the copy would break a rule; nothing is written then
 * @throws {Failure} when the file exists, the copied one is not fit to be copied, or an answer is missing or wrong
 */
export async function newEnvironment(options: NewEnvironmentOptions): Promise<string> {
  const { name, from, directory } = options;
  const wrong = nameProblems(name);
  if (wrong.length > 0) throw new EnvironmentError(name, wrong);
  const target = join(directory, `${name}.ts`);
  if (existsSync(target)) throw new Failure(`${target} exists already; nothing is written`);
  const names = environmentNames(directory);
  if (!names.includes(from)) throw new Failure(`no environment ${JSON.stringify(from)} to copy: ${names.join(", ")}`);
  const source = await loadEnvironment(from, directory);
  const original = environmentFile(join(directory, `${from}.ts`));
  const answers = await answerAll(options, source);
  const { text } = withAnswers(original.named(name), name, source, answers);
  await writeChecked(target, name, formatted(text));
  return target;
}

function environmentFile(path: string): EnvironmentFile {
  try {
    return new EnvironmentFile(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Failure(`${path} cannot be copied: ${(error as Error).message}`);
  }
}

async function answerAll({ answers, prompt }: NewEnvironmentOptions, source: Environment): Promise<Answers> {
  for (const { name, problem } of questions(answers, source)) {
    const answer = answers[name];
    const rule = answer === undefined ? undefined : problem(answer);
    if (rule !== undefined) throw new Failure(`${optionOf(name)}: ${rule}, got ${JSON.stringify(answer)}`);
  }
  let all = prompt ? answers : withoutDomain(answers, source);
  for (let open = nextQuestion(all, source); open !== undefined; open = nextQuestion(all, source)) {
    const answer = prompt ? await prompt.ask(open) : open.suggestion;
    if (answer === undefined) throw new Failure(`${optionOf(open.name)} is needed: there is no terminal to ask on`);
    all = { ...all, [open.name]: answer };
  }
  if (all.domain === "" && all.hostedZone !== undefined) throw new Failure("--hosted-zone goes with --domain only");
  return all;
}

/** Nobody to ask: a copy of an environment without a domain has none either. */
function withoutDomain(answers: Answers, { site }: Environment): Answers {
  return answers.domain === undefined && site.domain === undefined ? { ...answers, domain: "" } : answers;
}

const optionOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function withAnswers(file: EnvironmentFile, name: string, source: Environment, answers: Answers): EnvironmentFile {
  const { account = "", region = "", zones = "", title = "", adminEmail = "", domain = "", hostedZone = "" } = answers;
  const general = file
    .with(["account"], account)
    .with(["region"], region)
    .with(["network", "availabilityZones"], listOf(zones))
    .with(["site", "title"], title)
    .with(["site", "adminEmail"], adminEmail);
  const tagged = source.tags.Environment === source.name ? general.with(["tags", "Environment"], name) : general;
  if (domain === "") return tagged.without(["site", "domain"]).without(["mail"]);
  const zone: Record<string, string> = hostedZone === "" ? { dns: "external" } : { hostedZoneId: hostedZone };
  const named = tagged.without(["site", "domain"]).with(["site", "domain"], { name: domain, ...zone });
  // The sender's name stays; it is one of the new domain.
  const [sender] = source.mail?.from.split("@") ?? [];
  return sender === undefined ? named : named.with(["mail", "from"], `${sender}@${domain.replace(/^www\./, "")}`);
}

/** In the project's own format, so that the linter takes the file as it is. */
function formatted(text: string): string {
  const biome = require.resolve("@biomejs/biome/bin/biome");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, "format", "--stdin-file-path=environments/environment.ts"],
    { input: text, encoding: "utf8", cwd: join(__dirname, "..", "..") },
  );
  if (status !== 0) throw new Failure(`the copy cannot be formatted: ${stderr.trim()}`);
  return stdout;
}

/**
 * Judges the text as the file it will be, under a hidden name beside it, and then gives it its name; a file of that
 * name is never overwritten, and whatever ends the process in between leaves no file that anything reads.
 */
async function writeChecked(target: string, name: string, text: string): Promise<void> {
  const draft = join(target, "..", `.${name}.${process.pid}.ts`);
  const remove = () => rmSync(draft, { force: true });
  process.once("exit", remove);
  try {
    writeFileSync(draft, text, { flag: "wx" });
    await readEnvironment(draft, name);
    linkSync(draft, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Failure(`${target} exists already; nothing is written`);
  } finally {
    remove();
    process.off("exit", remove);
  }
}
