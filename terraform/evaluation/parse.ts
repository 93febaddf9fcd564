import { splitTemplate } from "../template";

/** One expression of Terraform's language. `source` is how it was written, for what nobody can evaluate. */
export type Expression =
  | { readonly kind: "literal"; readonly value: number | boolean | null }
  /** Text with sequences in it. */
  | { readonly kind: "template"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: Expression, value: Expression])[] }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "attribute"; readonly of: Expression; readonly name: string }
  | { readonly kind: "index"; readonly of: Expression; readonly key: Expression }
  /** `of[*]`, with what follows it for each element. */
  | { readonly kind: "splat"; readonly of: Expression; readonly steps: readonly string[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly parameters: readonly Expression[];
      readonly spread: boolean;
    }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "conditional"; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | {
      readonly kind: "for";
      readonly names: readonly string[];
      readonly collection: Expression;
      readonly key?: Expression;
      readonly value: Expression;
      readonly grouped: boolean;
      readonly only?: Expression;
    };

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][\w-]*)|(=>|==|!=|<=|>=|&&|\|\||\.\.\.|[-+*/%<>!?:.,=()[\]{}"])|(\n))/y;
const LEVELS = [["||"], ["&&"], ["==", "!="], ["<", ">", "<=", ">="], ["+", "-"], ["*", "/", "%"]];

const parsed = new Map<string, Expression | undefined>();

/** The expression that a source is; undefined where this reader does not know its form, such as a heredoc. */
export function parse(source: string): Expression | undefined {
  if (!parsed.has(source)) parsed.set(source, read(source));
  return parsed.get(source);
}

function read(source: string): Expression | undefined {
  try {
    return new Parser(source).whole();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Parser {
  private position = 0;

  constructor(private readonly source: string) {}

  whole(): Expression {
    const expression = this.conditional();
    if (this.peek() !== undefined) throw new SyntaxError(`unexpected ${this.peek()}`);
    return expression;
  }

  private conditional(): Expression {
    const test = this.binary(0);
    if (!this.take("?")) return test;
    const yes = this.conditional();
    this.need(":");
    return { kind: "conditional", test, yes, no: this.conditional() };
  }

  private binary(level: number): Expression {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((one) => this.take(one));
      if (!operator) return left;
      left = { kind: "binary", operator, left, right: this.binary(level + 1) };
    }
  }

  private unary(): Expression {
    const operator = ["!", "-"].find((one) => this.take(one));
    return operator ? { kind: "unary", operator, operand: this.unary() } : this.steps(this.primary());
  }

  private steps(start: Expression): Expression {
    let expression = start;
    for (;;) {
      if (this.take(".")) {
        if (this.take("*")) return this.splat(expression);
        const [number, name] = this.next();
        // `list.0` is an old form of `list[0]`.
        if (number !== undefined) expression = { kind: "index", of: expression, key: literal(Number(number)) };
        else if (name !== undefined) expression = { kind: "attribute", of: expression, name };
        else throw new SyntaxError("a name after the dot");
      } else if (this.take("[")) {
        if (this.take("*")) {
          this.need("]");
          return this.splat(expression);
        }
        const key = this.conditional();
        this.need("]");
        expression = { kind: "index", of: expression, key };
      } else return expression;
    }
  }

  private splat(of: Expression): Expression {
    const steps: string[] = [];
    while (this.take(".")) {
      const [number, name] = this.next();
      steps.push(number ?? name ?? "");
    }
    return { kind: "splat", of, steps };
  }

  private primary(): Expression {
    if (this.peek() === '"') return { kind: "template", text: this.quoted() };
    const [number, name, sign] = this.next();
    if (number !== undefined) return literal(Number(number));
    if (name === "true" || name === "false") return literal(name === "true");
    if (name === "null") return literal(null);
    if (name !== undefined) return this.peek() === "(" ? this.call(name) : { kind: "name", name };
    if (sign === "(") {
      const inner = this.conditional();
      this.need(")");
      return inner;
    }
    if (sign === "[") return this.list();
    if (sign === "{") return this.object();
    throw new SyntaxError(`unexpected ${sign}`);
  }

  private call(name: string): Expression {
    this.need("(");
    const parameters: Expression[] = [];
    let spread = false;
    while (!this.take(")")) {
      parameters.push(this.conditional());
      spread = this.take("...") || spread;
      this.take(",");
    }
    return { kind: "call", name, parameters, spread };
  }

  private list(): Expression {
    if (this.word("for")) return this.loop("]");
    const items: Expression[] = [];
    while (!this.take("]")) {
      items.push(this.conditional());
      this.take(",");
    }
    return { kind: "list", items };
  }

  private object(): Expression {
    if (this.word("for")) return this.loop("}");
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.take("}")) {
      const key = this.key();
      if (!this.take("=")) this.need(":");
      entries.push([key, this.conditional()]);
      this.take(",");
    }
    return { kind: "object", entries };
  }

  /** A bare word is a key as it stands, every other expression makes one. */
  private key(): Expression {
    const before = this.position;
    const [, name] = this.next();
    if (name !== undefined && (this.peek() === "=" || this.peek() === ":")) return { kind: "template", text: name };
    this.position = before;
    return this.conditional();
  }

  private loop(end: string): Expression {
    const names: string[] = [];
    do names.push(this.next()[1] ?? "");
    while (this.take(","));
    if (!this.word("in")) throw new SyntaxError("in is missing");
    const collection = this.conditional();
    this.need(":");
    const first = this.conditional();
    const second = this.take("=>") ? this.conditional() : undefined;
    const grouped = this.take("...");
    const only = this.word("if") ? this.conditional() : undefined;
    this.need(end);
    return { kind: "for", names, collection, ...(second ? { key: first } : {}), value: second ?? first, grouped, only };
  }

  /** A text in quotes, as the template that it is. */
  private quoted(): string {
    const start = this.source.indexOf('"', this.position) + 1;
    // The template ends where a quote stands outside of every sequence.
    for (let at = start; at < this.source.length; at++) {
      const character = this.source[at];
      if (character === "\\") at++;
      else if (character === "$" || character === "%") at = afterSequence(this.source, at) - 1;
      else if (character === '"') {
        this.position = at + 1;
        return withoutEscapes(this.source.slice(start, at));
      }
    }
    throw new SyntaxError("a text without its end");
  }

  private word(text: string): boolean {
    const before = this.position;
    if (this.next()[1] === text) return true;
    this.position = before;
    return false;
  }

  private take(sign: string): boolean {
    if (this.peek() !== sign) return false;
    this.next();
    return true;
  }

  private need(sign: string): void {
    if (!this.take(sign)) throw new SyntaxError(`${sign} is missing`);
  }

  private peek(): string | undefined {
    const before = this.position;
    const token = this.next().find((part) => part !== undefined);
    this.position = before;
    return token;
  }

  private next(): readonly (string | undefined)[] {
    TOKEN.lastIndex = this.position;
    const match = TOKEN.exec(this.source);
    if (!match) {
      if (this.source.slice(this.position).trim() !== "") throw new SyntaxError("an unknown character");
      return [];
    }
    this.position = TOKEN.lastIndex;
    return match.slice(1);
  }
}

const literal = (value: number | boolean | null): Expression => ({ kind: "literal", value });

/** The index behind a `${…}` or `%{…}` that begins here; behind the one character when none does. */
function afterSequence(text: string, at: number): number {
  const sign = text[at] ?? "";
  if (text.startsWith(`${sign}${sign}{`, at)) return at + 3;
  if (text[at + 1] !== "{") return at + 1;
  let depth = 0;
  for (let index = at + 1; index < text.length; index++) {
    const character = text[index];
    if (character === '"') index = afterText(text, index + 1) - 1;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return index + 1;
  }
  throw new SyntaxError("a sequence without its end");
}

function afterText(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "$" || character === "%") at = afterSequence(text, at) - 1;
    else if (character === '"') return at + 1;
  }
  throw new SyntaxError("a text without its end");
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** The text of a quoted template: escapes are resolved outside of its sequences alone. */
function withoutEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return splitTemplate(text)
    .map(({ kind, text: piece }) => (kind === "literal" ? unescapeLiteral(piece) : piece))
    .join("");
}

const unescapeLiteral = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, sign: string) =>
    code === undefined ? (ESCAPES[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );
