import type { Resource } from "../../terraform/block";
import type { Tree } from "../../terraform/tree";

/** How a reader should take a finding: `good` needs no thought, `warn` deserves a look, `bad` needs a reason. */
export type Tone = "good" | "warn" | "bad" | "plain";

export interface Finding {
  readonly tone: Tone;
  readonly text: string;
  /** The protection that was asked about is not there at all. @default - it is, unless the tone is bad */
  readonly absent?: true;
}

export const good = (text: string): Finding => ({ tone: "good", text });
export const warn = (text: string): Finding => ({ tone: "warn", text });
/** Deserves a look, since there is nothing. */
export const absent = (text: string): Finding => ({ tone: "warn", text, absent: true });
export const bad = (text: string): Finding => ({ tone: "bad", text });
export const plain = (text: string): Finding => ({ tone: "plain", text });

/** Whether the protection that was asked about is there, in whatever form. */
export const isThere = (finding: Finding): boolean => finding.tone !== "bad" && !finding.absent;

/** A question asked of the resources of one type; undefined where it does not apply. */
export type Question = (resource: Resource, tree: Tree) => Finding | undefined;

/** What a reader calls the KMS key that the argument names. */
export function keyName(resource: Resource, argument: string): string | undefined {
  const value = resource.raw(argument);
  return value ? resource.readable(value) : undefined;
}
