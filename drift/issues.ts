import type { StackDrift } from "./drift";
import { issueText } from "./words";

/** Runs GitHub's `gh` with words and, for texts, standard input. @returns what it wrote @throws {Failure} with its own words */
export type Gh = (words: readonly string[], input?: string) => Promise<string>;

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
}

/** Label of the issues of this command; others are left alone. */
export const LABEL = "drift";
/** More stacks than an environment has. */
const MOST_ISSUES = "500";

const titleOf = (stack: string): string => `Drift: ${stack}`;

/**
 * Keeps one open issue for each drifted stack: opens it, brings its text up to date, and closes it when the drift is gone. A stack
 * that could not be read keeps the issue that it has.
 *
 * @returns what was done, a line each
 */
export async function keepIssues(found: readonly StackDrift[], environment: string, gh: Gh): Promise<string[]> {
  await gh(["label", "create", LABEL, "--force", "--color", "d93f0b", "--description", "Changed beside Terraform"]);
  const list = ["issue", "list", "--label", LABEL, "--state", "open", "--limit", MOST_ISSUES];
  const open: readonly Issue[] = JSON.parse(await gh([...list, "--json", "number,title,body"]));
  const done: string[] = [];
  for (const one of found) {
    const [issue, ...doubles] = open.filter(({ title }) => title === titleOf(one.stack));
    for (const { number } of doubles) done.push(await close(number, "Another issue stands for the same stack.", gh));
    if (one.state === "failed") continue;
    if (one.state !== "drifted") {
      if (issue) done.push(await close(issue.number, `\`${one.stack}\` is as Terraform left it.`, gh));
      continue;
    }
    const text = issueText(one.stack, one.resources, environment);
    if (!issue) {
      const create = ["issue", "create", "--title", titleOf(one.stack), "--label", LABEL, "--body-file", "-"];
      done.push(`opened ${(await gh(create, text)).trim()}`);
    } else if (issue.body.replaceAll("\r\n", "\n").trim() !== text.trim()) {
      await gh(["issue", "edit", String(issue.number), "--body-file", "-"], text);
      done.push(`updated #${issue.number}`);
    }
  }
  return done;
}

async function close(number: number, reason: string, gh: Gh): Promise<string> {
  await gh(["issue", "close", String(number), "--comment", reason]);
  return `closed #${number}`;
}
