import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { Failure } from "../../cli/outcome";
import type { Resource } from "../../terraform/block";
import { blocksOf, objectOf, textOf } from "../../terraform/json";

/** A check that resources may fail, for a written reason. */
export interface Exception {
  readonly check: string;
  /** A part of `<stack>/<construct path> <address>`, `*` for any characters. @default every resource */
  readonly where?: string;
  readonly reason: string;
}

/** The project's exceptions: a JSON list of `{check, where, reason}`. */
export const EXCEPTIONS_FILE = "policy-exceptions.json";

/** @throws {Failure} when an entry has no check or no reason */
export function readExceptions(file: string): Exception[] {
  if (!existsSync(file)) return [];
  const name = relative(process.cwd(), file);
  const entries: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!Array.isArray(entries)) throw new Failure(`${name} must be a list of {check, where, reason}`);
  return entries.map((entry, index) => {
    const { check, where, reason } = entry as Partial<Exception>;
    for (const [field, value] of Object.entries({ check, reason })) {
      if (typeof value !== "string" || value.trim() === "") {
        throw new Failure(`${name}: entry ${index + 1}: ${field} must be a text, got ${JSON.stringify(value)}`);
      }
    }
    return { check: check as string, reason: reason as string, ...(where ? { where } : {}) };
  });
}

export function applies(
  { check, where }: Exception,
  failed: string,
  stack: string,
  resource: Resource | undefined,
): boolean {
  if (check !== failed) return false;
  if (where === undefined) return true;
  const subject = `${stack}/${resource?.label ?? ""} ${resource?.address ?? ""}`;
  const pattern = where
    .split("*")
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"))
    .join(".*");
  return new RegExp(pattern).test(subject);
}

/** The reason that stands in the resource itself: `"//": {"checkov": {"skip": [{"id": …, "comment": …}]}}`. */
export function skippedByComment(resource: Resource | undefined, check: string): string | undefined {
  const skips = blocksOf(objectOf(resource?.comment.checkov).skip);
  const skip = skips.find(({ id }) => id === check);
  return skip && (textOf(skip.comment) ?? "no reason given");
}
