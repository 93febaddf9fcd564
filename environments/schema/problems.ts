import { inspect } from "node:util";
import type { z } from "zod";

/** One thing that is wrong with an environment: where, which rule, and the value that breaks it. */
export interface Problem {
  readonly path: string;
  readonly rule: string;
  readonly value?: unknown;
}

const LONGEST_VALUE = 80;
const HELP = "all settings: environments/schema/; help: docs/troubleshooting.md#environment--has--problems";

/** What nobody sees, as `\\u200b`. */
const visible = (text: string): string =>
  text.replace(
    /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`,
  );

/** Undefined for what JSON does not know: a circle, a number of any length, a function. */
function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function printed(value: unknown): string {
  const text = visible(json(value) ?? inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY }));
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text;
}

function line({ path, rule, value }: Problem): string {
  return `  ${path}: ${rule}${value === undefined ? "" : `, got ${printed(value)}`}`;
}

/** Thrown before anything is synthesized; the message lists every problem at once. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";

  constructor(
    readonly environment: string,
    readonly problems: readonly Problem[],
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`environment "${environment}" has ${count}:`, ...problems.map(line), HELP].join("\n"));
  }
}

/** What zod found, in the words of this project. */
export function problemsOf(error: z.ZodError, prefix: readonly PropertyKey[] = []): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path].join(".");
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ path: path === "" ? key : `${path}.${key}`, rule: "is no known setting" }));
    }
    const missing = issue.code === "invalid_type" && issue.input === undefined;
    return [{ path, rule: missing ? "is required" : issue.message, value: missing ? undefined : issue.input }];
  });
}
