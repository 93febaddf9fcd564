/** What Java's regular expressions have and JavaScript's do not. */
const FOREIGN = /\\[AGQEhHRZz]|\(\?[a-z]+\)|[*+?}]\+|\\x\{|\[\[:|&&\[|\\p\{(?:Is|In|java)/;

/** Patterns that refuse nothing anybody writes. */
const EVERYTHING = new Set([
  ".*",
  ".+",
  "[\\s\\S]*",
  "[\\s\\S]+",
  "(?s).*",
  "(?s).+",
  "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*",
  "[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*",
]);

/** Names of POSIX classes that JavaScript calls otherwise. */
const POSIX: Readonly<Record<string, string>> = {
  "\\p{Alnum}": "A-Za-z0-9",
  "\\p{Alpha}": "A-Za-z",
  "\\p{Digit}": "0-9",
  "\\p{Graph}": "!-~",
  "\\p{Print}": " -~",
  "\\p{ASCII}": "\\x00-\\x7F",
  "\\p{Punct}": "!-\\/:-@\\[-`{-~",
};

/**
 * A pattern of an API model as one of JavaScript, over the whole value, with flag `u`: a pattern without anchors is meant so.
 * @returns undefined for what JavaScript cannot say, or what takes every text
 */
export function portablePattern(pattern: string): string | undefined {
  const translated = pattern.replace(/\[(?:\\.|[^\]\\])*\]|\\p\{\w+\}/g, (part) =>
    part.startsWith("[") ? withPosix(part) : part in POSIX ? `[${POSIX[part]}]` : part,
  );
  if (FOREIGN.test(translated) || EVERYTHING.has(translated)) return undefined;
  const anchored = /^\^|\$$/.test(translated) ? translated : `^(?:${translated})$`;
  for (const candidate of [anchored, anchored.replace(/\\([^a-zA-Z0-9\s])/g, escaped)]) {
    if (compiles(candidate)) return candidate;
  }
  return undefined;
}

const withPosix = (set: string): string =>
  Object.entries(POSIX).reduce((text, [posix, ours]) => text.replaceAll(posix, ours), set);

/** With flag `u` only what has a meaning may be escaped. */
const escaped = (whole: string, character: string): string =>
  /[\^$\\.*+?()[\]{}|/-]/.test(character) ? whole : character;

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
