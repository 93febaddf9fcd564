/** Most tags of a resource, those that AWS adds not counted. Source: Tagging user guide, "Tag naming limits and requirements". */
export const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** What is wrong with a key, if anything. */
export function tagKeyRefusal(key: string): string | undefined {
  if (/^aws:/i.test(key)) return "must not begin with aws:, which is AWS's";
  if (key === "" || [...key].length > LONGEST_KEY) return `must have 1 to ${LONGEST_KEY} characters`;
  return CHARACTERS.test(key) ? undefined : "must have letters, digits, spaces and _ . : / = + - @ only";
}

/** What is wrong with a value, if anything. */
export function tagValueRefusal(value: string): string | undefined {
  if ([...value].length > LONGEST_VALUE) return `must have at most ${LONGEST_VALUE} characters`;
  return CHARACTERS.test(value) ? undefined : "must have letters, digits, spaces and _ . : / = + - @ only";
}

/** The first key that another one differs from by case alone: IAM and others take them for one. */
export function keyTwice(keys: readonly string[]): string | undefined {
  return keys.find((key, index) => keys.findIndex((one) => one.toLowerCase() === key.toLowerCase()) < index);
}
