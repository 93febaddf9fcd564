import { createHash } from "node:crypto";
import { LIMITS } from "../aws/limits";

/** Longest name that roles add a suffix to; the longest suffix is a task's. */
export const LONGEST_STEM = LIMITS.role - "-execution".length;

/**
 * Joins `parts` to one physical name of lowercase letters, digits and single hyphens.
 *
 * A name that would be longer than `max` is cut and ends in a hash of the whole, so two long names stay two and the
 * same parts always give the same name.
 *
 * @throws when no part holds a letter or digit, or the name would not start with a letter.
 */
export function physicalName(max: number, ...parts: string[]): string {
  const name = parts
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (!/^[a-z]/.test(name)) throw new Error(`a physical name must start with a letter, got ${JSON.stringify(name)}`);
  if (name.length <= max) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `${name.slice(0, max - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}
