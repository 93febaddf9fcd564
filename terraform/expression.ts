/**
 * Reads what `jsonencode(…)` is given, or JSON text, into plain values. Parts that only Terraform can know stay as `${…}` text.
 * @returns undefined when the text is neither
 */
export function decode(text: string): unknown {
  const call = /^\$\{jsonencode\(([\s\S]*)\)\}$/.exec(text.trim());
  try {
    return call ? new Reader(call[1] ?? "").whole() : JSON.parse(text);
  } catch {
    return undefined;
  }
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  whole(): unknown {
    const value = this.value();
    this.space();
    if (this.position < this.text.length) throw new SyntaxError(`unexpected text at ${this.position}`);
    return value;
  }

  private value(): unknown {
    this.space();
    const next = this.text[this.position];
    if (next === "{") return this.object();
    if (next === "[") return this.list();
    const start = this.position;
    this.skipExpression();
    const source = this.text.slice(start, this.position).trim();
    if (/^"(?:[^"\\$]|\\.|\$(?!\{)|\$\{[^}]*\})*"$/.test(source)) return unquote(source);
    if (/^-?\d+(\.\d+)?$/.test(source)) return Number(source);
    if (source === "true" || source === "false") return source === "true";
    return source === "null" ? null : `\${${source}}`;
  }

  private object(): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    this.position++;
    for (;;) {
      this.separators();
      if (this.take("}")) return result;
      const start = this.position;
      const quoted = /^"[^"]*"|^[\w-]+|^\([^)]*\)/.exec(this.text.slice(start));
      if (!quoted) throw new SyntaxError(`expected a key at ${start}`);
      this.position += quoted[0].length;
      this.space();
      if (!this.take("=") && !this.take(":")) throw new SyntaxError(`expected = at ${this.position}`);
      result[quoted[0].replace(/^"|"$/g, "")] = this.value();
    }
  }

  private list(): unknown[] {
    const result: unknown[] = [];
    this.position++;
    for (;;) {
      this.separators();
      if (this.take("]")) return result;
      result.push(this.value());
    }
  }

  /** Moves past one expression: up to a comma, a line end or the closing bracket of what surrounds it. */
  private skipExpression(): void {
    const open: string[] = [];
    for (; this.position < this.text.length; this.position++) {
      const character = this.text[this.position] ?? "";
      if (character === '"') this.skipString();
      else if (CLOSING[character]) open.push(CLOSING[character]);
      else if (character === open.at(-1)) open.pop();
      else if (open.length === 0 && /[,}\]\n]/.test(character)) return;
    }
  }

  /** Moves to the closing quote; quotes inside `${…}` belong to the inner expression. */
  private skipString(): void {
    for (let depth = 0, first = true; this.position < this.text.length; this.position++) {
      const character = this.text[this.position];
      if (character === "\\") this.position++;
      else if (character === "$" && this.text[this.position + 1] === "{") depth++;
      else if (character === "}" && depth > 0) depth--;
      else if (character === '"' && depth === 0 && !first) return;
      first = false;
    }
    throw new SyntaxError("unterminated string");
  }

  private space(): void {
    while (/\s/.test(this.text[this.position] ?? "")) this.position++;
  }

  private separators(): void {
    while (/[\s,]/.test(this.text[this.position] ?? "")) this.position++;
    if (this.position >= this.text.length) throw new SyntaxError("unexpected end");
  }

  private take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }
}

function unquote(source: string): string {
  try {
    return JSON.parse(source);
  } catch {
    return source.slice(1, -1);
  }
}
