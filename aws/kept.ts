import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = new Map<string, unknown>();

/**
 * A file of kept data, made by `npm run aws-data`, read when somebody first asks for it: most commands need few of them.
 * Each says in `source` and `date` what it is from.
 */
export function kept<T>(file: string): T {
  if (!read.has(file)) read.set(file, JSON.parse(readFileSync(join(__dirname, file), "utf8")));
  return read.get(file) as T;
}
