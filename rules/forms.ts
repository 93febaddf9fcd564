import type { Block, Finding } from "../terraform/block";

/** A finding when the attribute is a known text that does not match. */
export function* mismatch(block: Block, attribute: string, pattern: RegExp, detail: string): Iterable<Finding> {
  const text = block.text(attribute);
  if (text !== undefined && !pattern.test(text)) yield block.problem(attribute, detail);
}

/** Values that occur more than once. */
export function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
