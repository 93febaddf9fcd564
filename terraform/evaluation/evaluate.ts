import { splitTemplate } from "../template";
import { FUNCTIONS } from "./functions";
import { type Expression, parse } from "./parse";
import {
  isFields,
  isKnown,
  isList,
  isOpen,
  NotKnown,
  pieceOf,
  plainText,
  sourceOf,
  UNKNOWN,
  type Value,
} from "./value";

/**
 * What a name stands for: `local`, `var`, `each`, a loop's variable, or the type of a resource, with the names that follow it.
 * It says how many of these it took; undefined leaves the reference as it is written.
 */
export type Scope = (path: readonly string[]) => { readonly value: Value; readonly took: number } | undefined;

/** The value with every expression evaluated that the scope has all of; the rest stays as it is written, with what is known in it. */
export function evaluate(value: Value, scope: Scope): Value {
  if (typeof value === "string") return evaluateTemplate(value, scope);
  if (isList(value)) return value.map((one) => evaluate(one, scope));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      evaluateKey(key, scope),
      key === "//" ? inner : evaluate(inner, scope),
    ]),
  );
}

/** A key of a map, which may be a template. */
export const evaluateKey = (key: string, scope: Scope): string =>
  key.includes("${") ? String(evaluateTemplate(key, scope)) : key;

function evaluateTemplate(text: string, scope: Scope): Value {
  if (!text.includes("${")) return text;
  const pieces = split(text);
  if (!pieces || pieces.some(({ kind }) => kind === "directive")) return text;
  const values = pieces.map(({ kind, text: piece }) => (kind === "literal" ? piece : evaluateSequence(piece, scope)));
  if (values.length === 1) return values[0] ?? "";
  try {
    return values.map(pieceOf).join("");
  } catch {
    return values.map((one) => (typeof one === "string" ? one : `\${${sourceOf(one)}}`)).join("");
  }
}

/** Undefined for what has no form, such as a script with a stray brace. */
function split(text: string): ReturnType<typeof splitTemplate> | undefined {
  try {
    return splitTemplate(text);
  } catch {
    return undefined;
  }
}

function evaluateSequence(sequence: string, scope: Scope): Value {
  const expression = parse(sequence.slice(2, -1).replace(/^~|~$/g, ""));
  return expression ? new Evaluator(scope).value(expression) : sequence;
}

class Evaluator {
  constructor(private readonly scope: Scope) {}

  value(expression: Expression): Value {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "template":
        return evaluateTemplate(expression.text, this.scope);
      case "list":
        return expression.items.map((one) => this.value(one));
      case "object":
        return this.object(expression.entries);
      case "name":
      case "attribute":
      case "index":
        return this.traversal(expression);
      case "splat":
        return this.splat(expression);
      case "call":
        return this.call(expression);
      case "unary":
        return this.unary(expression);
      case "binary":
        return this.binary(expression);
      case "conditional":
        return this.conditional(expression);
      case "for":
        return this.loop(expression);
    }
  }

  private object(entries: readonly (readonly [Expression, Expression])[]): Value {
    return Object.fromEntries(entries.map(([key, value]) => [pieceOr(this.value(key)), this.value(value)]));
  }

  /** A name with its steps; what the scope does not have keeps its form, with the keys evaluated. */
  private traversal(expression: Expression): Value {
    const steps: Value[] = [];
    let start = expression;
    while (start.kind === "attribute" || start.kind === "index") {
      steps.unshift(start.kind === "attribute" ? start.name : this.value(start.key));
      start = start.of;
    }
    if (start.kind !== "name") return steps.reduce(step, this.value(start));
    const known = steps.findIndex((one) => typeof one === "string" && !isKnown(one));
    const path = [start.name, ...(known < 0 ? steps : steps.slice(0, known)).map(String)];
    const found = this.scope(path);
    if (!found) return written(start.name, expression, steps);
    return steps.slice(found.took - 1).reduce(step, found.value);
  }

  private splat({ of, steps }: Extract<Expression, { kind: "splat" }>): Value {
    const whole = this.value(of);
    if (isOpen(whole)) return `\${${[`${sourceOf(whole)}[*]`, ...steps].join(".")}}`;
    const all = isList(whole) ? whole : [whole];
    return all.map((one) => steps.reduce<Value>(step, one));
  }

  private call({ name, parameters, spread }: Extract<Expression, { kind: "call" }>): Value {
    if (name === "try" || name === "can") return this.attempt(name, parameters);
    const values = parameters.map((one) => this.value(one));
    const last = values.at(-1);
    const given = spread && last !== undefined && isList(last) ? [...values.slice(0, -1), ...last] : values;
    try {
      const body = FUNCTIONS[name];
      if (body) return body(...given);
    } catch (error) {
      // Text that a function does not take: Terraform says so in its plan.
      if (!(error instanceof NotKnown || error instanceof SyntaxError || error instanceof Error)) throw error;
    }
    return `\${${name}(${values.map(sourceOf).join(", ")}${spread ? "..." : ""})}`;
  }

  private attempt(name: string, parameters: readonly Expression[]): Value {
    const [first] = parameters;
    const value = first ? this.value(first) : null;
    if (isKnown(value) && value !== null) return name === "can" ? true : value;
    return `\${${name}(${parameters.map((one) => sourceOf(this.value(one))).join(", ")})}`;
  }

  private unary({ operator, operand }: Extract<Expression, { kind: "unary" }>): Value {
    const value = this.value(operand);
    if (operator === "!" && (value === true || value === false)) return !value;
    if (operator === "-" && typeof value === "number") return -value;
    return `\${${operator}${sourceOf(value)}}`;
  }

  private binary({ operator, left, right }: Extract<Expression, { kind: "binary" }>): Value {
    const [one, two] = [this.value(left), this.value(right)];
    try {
      return calculate(operator, one, two);
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      return `\${${sourceOf(one)} ${operator} ${sourceOf(two)}}`;
    }
  }

  private conditional({ test, yes, no }: Extract<Expression, { kind: "conditional" }>): Value {
    const decided = this.value(test);
    if (decided === true || decided === "true") return this.value(yes);
    if (decided === false || decided === "false") return this.value(no);
    return `\${${sourceOf(decided)} ? ${sourceOf(this.value(yes))} : ${sourceOf(this.value(no))}}`;
  }

  private loop(expression: Extract<Expression, { kind: "for" }>): Value {
    const collection = this.value(expression.collection);
    if (!isList(collection) && !isFields(collection)) return UNKNOWN;
    const rows = Object.entries(collection).map(([key, value]) => {
      const own: Value = isList(collection) ? Number(key) : key;
      return new Evaluator(this.bind(expression.names, own, value)).row(expression);
    });
    if (rows.some((row) => row === undefined)) return UNKNOWN;
    const kept = rows.flatMap((row) => row ?? []);
    if (!expression.key) return kept.map(([, value]) => value);
    if (!expression.grouped) return Object.fromEntries(kept);
    const groups: Record<string, Value[]> = {};
    for (const [key, value] of kept) groups[key] = [...(groups[key] ?? []), value];
    return groups;
  }

  /** What one turn of a loop gives; undefined when its condition is not known. */
  private row({ key, value, only }: Extract<Expression, { kind: "for" }>): (readonly [string, Value])[] | undefined {
    const taken = only ? this.value(only) : true;
    if (taken === false) return [];
    return taken === true ? [[key ? pieceOr(this.value(key)) : "", this.value(value)]] : undefined;
  }

  private bind(names: readonly string[], key: Value, value: Value): Scope {
    const own = new Map(
      names.length > 1 ? [[names[0], key] as const, [names[1], value] as const] : [[names[0], value] as const],
    );
    return (path) => {
      const bound = own.get(path[0]);
      return bound === undefined ? this.scope(path) : { value: bound, took: 1 };
    };
  }
}

const pieceOr = (value: Value): string => (typeof value === "object" ? `\${${sourceOf(value)}}` : String(value));

/** What lies in a value under a name; of what is not known yet, the expression that asks for it. */
function step(value: Value, name: Value): Value {
  if (isOpen(value)) return `\${${sourceOf(value)}${stepSource(name)}}`;
  if (typeof value !== "object" || value === null) return UNKNOWN;
  const found: unknown = Reflect.get(value, String(name));
  return found === undefined ? UNKNOWN : (found as Value);
}

function stepSource(name: Value): string {
  if (typeof name === "string" && /^[A-Za-z_][\w-]*$/.test(name)) return `.${name}`;
  return `[${sourceOf(name)}]`;
}

/** A reference as it is written, with its keys evaluated. */
function written(root: string, expression: Expression, steps: readonly Value[]): string {
  const isKey = keysOf(expression);
  return `\${${root}${steps.map((one, index) => (isKey[index] ? `[${sourceOf(one)}]` : `.${String(one)}`)).join("")}}`;
}

/** For each step of a traversal, whether it is a key in brackets. */
function keysOf(expression: Expression): boolean[] {
  if (expression.kind !== "attribute" && expression.kind !== "index") return [];
  return [...keysOf(expression.of), expression.kind === "index"];
}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => number | boolean>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "<": (left, right) => left < right,
  ">": (left, right) => left > right,
  "<=": (left, right) => left <= right,
  ">=": (left, right) => left >= right,
};

/** @throws {NotKnown} when it takes a value that is not known */
function calculate(operator: string, left: Value, right: Value): Value {
  if (operator === "&&" && (left === false || right === false)) return false;
  if (operator === "||" && (left === true || right === true)) return true;
  if (!isKnown(left) || !isKnown(right)) throw new NotKnown();
  if (operator === "==") return JSON.stringify(left) === JSON.stringify(right);
  if (operator === "!=") return JSON.stringify(left) !== JSON.stringify(right);
  if (operator === "&&" || operator === "||") return operator === "&&";
  const [one, two] = [Number(plainText(left)), Number(plainText(right))];
  const compute = COMPARISONS[operator];
  if (!compute || Number.isNaN(one) || Number.isNaN(two)) throw new NotKnown();
  return compute(one, two);
}
