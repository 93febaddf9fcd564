/** A piece of a Terraform template: text that stands for itself, or a `${…}` or `%{…}` sequence, whole. */
export interface Piece {
  readonly kind: "literal" | "interpolation" | "directive";
  readonly text: string;
}

/**
 * Splits a template as Terraform reads it. `$${` and `%%{` stay in literals, as they do in both of Terraform's syntaxes.
 *
 * @throws when a sequence has no end
 */
export function splitTemplate(text: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  let at = 0;
  const flush = (): void => {
    if (at > start) pieces.push({ kind: "literal", text: text.slice(start, at) });
  };
  while (at < text.length) {
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) at += 3;
    else if (text.startsWith("${", at) || text.startsWith("%{", at)) {
      flush();
      const end = endOfSequence(text, at + 2);
      pieces.push({ kind: text[at] === "$" ? "interpolation" : "directive", text: text.slice(at, end) });
      at = end;
      start = end;
    } else at += 1;
  }
  flush();
  return pieces;
}

/** The expression of a template that is nothing but one `${…}`; undefined for every other template. */
export function soleExpression(text: string): string | undefined {
  const [piece, ...others] = splitTemplate(text);
  if (piece?.kind !== "interpolation" || others.length > 0) return undefined;
  const inner = piece.text.slice(2, -1);
  return inner.startsWith("~") || inner.endsWith("~") ? undefined : inner.trim();
}

/** Every expression within a template; none in a text that is no template, as values of a plan may be. */
export function expressionsIn(text: string): string[] {
  if (!text.includes("{")) return [];
  try {
    const sequences = splitTemplate(text).filter(({ kind }) => kind !== "literal");
    return sequences.map(({ text: sequence }) => sequence.slice(2, -1));
  } catch {
    return [];
  }
}

/** The index after the `}` that ends the expression that begins at `from`. */
function endOfSequence(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at + 1) - 1;
    else if (text.startsWith("/*", at)) at = after(text, "*/", at) - 1;
    else if (character === "{") depth += 1;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  throw new Error(`a template must end each of its sequences, got ${JSON.stringify(text)}`);
}

/** The index after the quote that ends the string whose content begins at `from`. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === '"') return at + 1;
    if (text[at] === "\\") at += 2;
    else if (text.startsWith("$${", at) || text.startsWith("%%{", at)) at += 3;
    else if (text.startsWith("${", at) || text.startsWith("%{", at)) at = endOfSequence(text, at + 2);
    else at += 1;
  }
  throw new Error(`a template must end each of its strings, got ${JSON.stringify(text)}`);
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}
