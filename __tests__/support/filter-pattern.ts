/**
 * Whether a line of JSON meets a filter pattern of CloudWatch Logs: terms joined by `&&`, each a comparison, or comparisons
 * joined by `||` in parentheses. `*` in a string stands for anything.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function meets(line: string, pattern: string): boolean {
  const entry = JSON.parse(line) as Record<string, unknown>;
  const terms = pattern.replace(/^\{ | \}$/g, "").split(" && ");
  return terms.every((term) =>
    term
      .replace(/^\(|\)$/g, "")
      .split(" || ")
      .some((one) => compares(entry, one)),
  );
}

function compares(entry: Readonly<Record<string, unknown>>, comparison: string): boolean {
  const [, name = "", text, number] = /^\$\.(\w+) = (?:"(.*)"|(\d+))$/.exec(comparison) ?? [];
  if (name === "") throw new Error(`no comparison: ${comparison}`);
  if (text === undefined) return entry[name] === Number(number);
  const parts = text.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`).test(String(entry[name] ?? ""));
}
