import type { Constraint } from "../../aws/api/constraint";
import type { Constraints } from "../../aws/api/constraints";
import { nearest } from "../../aws/nearest";
import type { Block, Finding, Resource } from "../../terraform/block";
import { isObject, listed } from "../../terraform/json";

/** One kind of what the API says of a value. */
export type Kind = "value" | "pattern" | "length" | "range";

const SECRET = /password|secret_string|auth_token|private_key/;
/** More values than this are not listed, the nearest is named. */
const FEW = 12;
const compiled = new Map<string, RegExp>();

/** What the API would refuse of a resource, of one kind. Empty texts and 0 are what the provider leaves out of a call. */
export function* judge(kind: Kind, resource: Resource, constraints: Constraints): Iterable<Finding> {
  yield* judgeBlock(kind, resource, constraints);
}

function* judgeBlock(kind: Kind, block: Block, { attributes, blocks, json }: Constraints): Iterable<Finding> {
  for (const [name, constraint] of Object.entries(attributes)) {
    if (!block.has(name) || !concerns(kind, constraint)) continue;
    const refusal = refuse(kind, block, name, block.json[name], constraint);
    if (refusal !== undefined) yield block.problem(name, refusal, SECRET.test(name) ? "(hidden)" : block.json[name]);
  }
  for (const [name, inner] of Object.entries(blocks)) {
    if (block.has(name)) for (const nested of block.blocks(name)) yield* judgeBlock(kind, nested, inner);
  }
  for (const [name, inner] of Object.entries(json)) {
    if (block.has(name)) yield* judgeJson(kind, block, name, block.decoded(name), inner);
  }
}

/** JSON in a text: the path in it stands in the finding's attribute. */
function* judgeJson(kind: Kind, block: Block, at: string, json: unknown, within: Constraints): Iterable<Finding> {
  for (const [index, part] of listed(json).entries()) {
    if (!isObject(part)) continue;
    const path = Array.isArray(json) ? `${at}[${index}]` : at;
    for (const [name, constraint] of Object.entries(within.attributes)) {
      const value = part[name];
      if (value === undefined || !concerns(kind, constraint)) continue;
      const refusal = refuse(kind, block, `${path}.${name}`, value, constraint);
      if (refusal !== undefined) yield block.problem(`${path}.${name}`, refusal, value);
    }
    for (const [name, inner] of Object.entries(within.blocks))
      yield* judgeJson(kind, block, `${path}.${name}`, part[name], inner);
  }
}

const KINDS: readonly Kind[] = ["value", "pattern", "length", "range"];

/** What is wrong with a known value, or with one in a known list. */
export function refusalOf(value: unknown, constraint: Constraint): string | undefined {
  if (!Array.isArray(value))
    return firstOf(KINDS, (kind) => (concerns(kind, constraint) ? refuseOne(kind, value, constraint) : undefined));
  return refuseCount(value, constraint) ?? firstOf(value, (one) => refusalOf(one, constraint));
}

function firstOf<T>(all: readonly T[], refuse: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const refusal = refuse(one);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** What is wrong with a value, or with a list of them; what another resource has is judged there. */
function refuse(kind: Kind, block: Block, at: string, written: unknown, constraint: Constraint): string | undefined {
  if (block.tree.referent(written, block.stack)) return undefined;
  const value = Array.isArray(written) ? written : block.known(written, at);
  return Array.isArray(value) ? refuseList(kind, block, at, value, constraint) : refuseOne(kind, value, constraint);
}

function refuseList(
  kind: Kind,
  block: Block,
  at: string,
  elements: readonly unknown[],
  constraint: Constraint,
): string | undefined {
  const count = kind === "length" ? refuseCount(elements, constraint) : undefined;
  if (count !== undefined) return count;
  for (const [index, element] of elements.entries()) {
    const refusal = Array.isArray(element) ? undefined : refuse(kind, block, `${at}[${index}]`, element, constraint);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuseCount({ length }: readonly unknown[], { fewest, manyest }: Constraint): string | undefined {
  if (length === 0 || (length >= (fewest ?? 0) && length <= (manyest ?? length))) return undefined;
  return `${length} of them, ${between(fewest, manyest)} are taken`;
}

function concerns(
  kind: Kind,
  { values, pattern, shortest, longest, least, most, fewest, manyest }: Constraint,
): boolean {
  if (kind === "value") return values !== undefined;
  if (kind === "pattern") return pattern !== undefined;
  const parts = kind === "length" ? [shortest, longest, fewest, manyest] : [least, most];
  return parts.some((part) => part !== undefined);
}

/** What is wrong with a known value; nothing is with one that nobody knows, or that is not sent. */
function refuseOne(kind: Kind, value: unknown, constraint: Constraint): string | undefined {
  if (value === undefined || value === "" || typeof value === "object") return undefined;
  if (kind === "range") return refuseNumber(Number(value), constraint);
  const text = String(value);
  if (kind === "value") return refuseValue(text, constraint.values ?? []);
  if (kind === "pattern")
    return matches(text, constraint.pattern ?? "") ? undefined : `must match ${constraint.pattern}`;
  const { shortest = 0, longest = Number.POSITIVE_INFINITY } = constraint;
  const { length } = [...text];
  if (length >= shortest && length <= longest) return undefined;
  return `${length} characters, ${between(constraint.shortest, constraint.longest)} are taken`;
}

function refuseValue(text: string, values: readonly string[]): string | undefined {
  if (values.includes(text)) return undefined;
  if (values.length <= FEW) return `one of ${values.join(", ")}`;
  const near = nearest(text, values);
  return near === undefined ? `none of the ${values.length} values that AWS has` : `is it ${near}?`;
}

function refuseNumber(number: number, { least, most }: Constraint): string | undefined {
  if (Number.isNaN(number) || number === 0) return undefined;
  const inside = number >= (least ?? number) && number <= (most ?? number);
  return inside ? undefined : `must be ${between(least, most)}`;
}

function between(least: number | undefined, most: number | undefined): string {
  if (least === undefined) return `at most ${most}`;
  return most === undefined ? `at least ${least}` : `${least} to ${most}`;
}

function matches(text: string, pattern: string): boolean {
  const known = compiled.get(pattern) ?? new RegExp(pattern, "u");
  compiled.set(pattern, known);
  return known.test(text);
}
