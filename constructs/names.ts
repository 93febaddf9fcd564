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

/** `TargetErrors` as part of a name: `target-errors`. */
export const kebabCase = (id: string): string => id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();

/** What names are made of: the project and its environment. */
export interface Named {
  readonly project: string;
  readonly name: string;
}

/** Characters that the final snapshot's name has more than the database's: `-final-`, and the 26 of Terraform's unique names. */
const FINAL_SNAPSHOT_SUFFIX = "-final-".length + 26;

/** Names by which commands find what the stacks have made. */
export const databaseName = ({ project, name }: Named): string =>
  physicalName(LIMITS.database - FINAL_SNAPSHOT_SUFFIX, project, name, "db");
export const filesName = ({ project, name }: Named): string => physicalName(LIMITS.readable, project, name, "files");
/** Of the plan, its vault and its role. */
export const backupName = ({ project, name }: Named): string => physicalName(LIMITS.backup, project, name, "backup");
export const transferBucketName = ({ project, name, account }: Named & { readonly account: string }): string =>
  physicalName(LIMITS.bucket, project, name, "transfers", account);
