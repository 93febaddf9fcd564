import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What masking.json may say of a value; the image's MaskingRules has the same list. */
export const MASKS = [
  "keep",
  "empty",
  "drop",
  "mail",
  "login",
  "name",
  "first-name",
  "last-name",
  "phone",
  "street",
  "city",
  "postcode",
  "company",
  "ip",
  "agent",
  "unique",
  "text",
  "mails",
  "contacts",
  "option",
] as const;

/** A name of a table, a column or a key; `*` stands for anything. */
const name = z.string().regex(/^[\w*$@.:/ -]{1,191}$/, "must be a name, or a pattern with *");
/** A column has no rows to drop, and only meta values and options stand under names. */
const ofColumn = z.enum(MASKS.filter((mask) => mask !== "drop"));
const columns = z.record(name, ofColumn);
const table = z.strictObject({
  columns: columns.optional(),
  keys: z.record(name, z.enum(MASKS)).optional(),
  drop: z.record(z.string().regex(/^\w{1,64}$/, "must be the name of a column"), z.array(name).min(1)).optional(),
  types: z.record(name, z.record(name, z.enum(MASKS.filter((mask) => mask !== "drop")))).optional(),
  when: z.record(z.string().regex(/^\w{1,64}$/, "must be the name of a column"), z.record(name, columns)).optional(),
});
const masking = z.strictObject({
  tables: z.record(name, z.union([z.enum(["keep", "empty"]), table])),
});

/** What is wrong with site/masking.json: path, rule and value, a line each. */
export function maskingProblems(site: string): string[] {
  const file = join(site, "masking.json");
  if (!existsSync(file)) return [];
  let rules: unknown;
  try {
    rules = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return [`masking.json: must be JSON, got: ${(error as Error).message}`];
  }
  const { error } = masking.safeParse(rules);
  return (error?.issues ?? []).flatMap((issue) => lines(issue, rules));
}

function lines(issue: z.core.$ZodIssue, rules: unknown, above: readonly PropertyKey[] = []): string[] {
  const path = [...above, ...issue.path];
  // Of the two forms of a table, the one that was meant: a word, or rules.
  if (issue.code === "invalid_union") {
    const isRules = typeof valueAt(rules, path) === "object" && valueAt(rules, path) !== null;
    if (isRules) return (issue.errors[1] ?? []).flatMap((one) => lines(one, rules, path));
    return [line(path, 'must be "keep", "empty" or an object with columns, keys, types, drop or when', rules)];
  }
  if (issue.code === "invalid_key")
    return issue.issues.map(({ message }) => line(path.slice(0, -1), `${message}`, { key: path.at(-1) }, ["key"]));
  if (issue.code === "unrecognized_keys")
    return [line(path, `has no ${issue.keys.join(", ")}`, { keys: issue.keys.join(", ") }, ["keys"])];
  if (issue.code === "invalid_value") return [line(path, `must be one of ${issue.values.join(", ")}`, rules)];
  return [line(path, issue.message, rules)];
}

function line(path: readonly PropertyKey[], rule: string, rules: unknown, at: readonly PropertyKey[] = path): string {
  return `masking.json: ${path.map(String).join(".") || "the file"}: ${rule}, got ${JSON.stringify(valueAt(rules, at))}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const part of path) found = (found as Record<PropertyKey, unknown> | undefined | null)?.[part];
  return found;
}
