import type { Constraint } from "../../aws/api/constraint";
import { packageSchema } from "../../rehearsal/provider-double/package-schema";
import type { Block, Type } from "../../rehearsal/provider-double/schema";
import type { ProviderPackage } from "../../terraform/provider-packages";
import { type Input, type Shape, unlisted } from "./api-model";
import type { Calls } from "./operations";
import { portablePattern } from "./pattern";

export interface TypeConstraints {
  /** Such as `rds:CreateDBInstance`. */
  readonly calls: readonly string[];
  /** By path with dots, block by block. */
  readonly attributes: Readonly<Record<string, Constraint>>;
}

interface Context {
  readonly renamed: Readonly<Record<string, string | null>>;
  readonly also: Readonly<Record<string, readonly string[]>>;
  readonly nouns: readonly string[];
  readonly found: Map<string, Constraint>;
}

/** EC2's instance types have a rule of their own, which knows what each region has of them. */
const isElsewhere = ({ enum: values }: Shape): boolean => values?.includes("m7g.large") === true;

/** What a model says where nobody has thought of a length. */
const NO_LIMIT = 2_147_483_647;

/** A structure within itself, such as a WAF statement within a statement, ends here. */
const DEPTH_LIMIT = 7;

/** What the API's models say of the attributes of a Terraform type, and what they leave open, CloudFormation's schema. @throws when provider or API does not have it */
export function constraintsOf(
  provider: ProviderPackage,
  type: string,
  { renamed = {}, also = {} }: Calls,
  inputs: readonly Input[],
  schema?: Input,
): TypeConstraints {
  const block = packageSchema(provider, "resource", type);
  const found = new Map<string, Constraint>();
  for (const input of [...inputs, ...(schema ? [schema] : [])]) {
    const context = { renamed, also, nouns: nounsOf(input.call), found };
    walk(block, input.shape, input.shapeNamed, "", context, 0);
  }
  const attributes = Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
  return { calls: inputs.map(({ call }) => call), attributes };
}

/** `rds:CreateDBInstance` → DBInstance, DB: the API puts them before a member where Terraform has the bare word. */
function nounsOf(call: string): string[] {
  const noun = (call.split(":")[1] ?? "").replace(/^[A-Z][a-z]+/, "");
  const words = noun.match(/[A-Z]+(?![a-z])|[A-Z][a-z]+/g) ?? [];
  return [noun, words.at(-1) ?? "", words[0] ?? ""].filter((word) => word !== "");
}

function walk(
  block: Block,
  shape: Shape,
  shapeNamed: Input["shapeNamed"],
  at: string,
  context: Context,
  depth: number,
): void {
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if ((attribute.computed && !attribute.optional) || (at === "" && name === "id")) continue;
    const member = memberFor(name, shape, at, context);
    const target = member === undefined ? undefined : reach(member, shape, shapeNamed);
    if (target) keep(`${at}${name}`, attribute.type, target, shapeNamed, context);
  }
  for (const [name, { block: inner }] of Object.entries(block.blocks)) {
    const path = `${at}${name}`;
    const flattened = Object.keys(context.renamed).some((renamed) => renamed.startsWith(`${path}.`));
    const member = memberFor(name, shape, at, context);
    const target = member === undefined ? undefined : reach(member, shape, shapeNamed);
    const structure = target && unlisted(target, shapeNamed);
    if (structure?.type === "structure" && depth < DEPTH_LIMIT)
      walk(inner, structure, shapeNamed, `${path}.`, context, depth + 1);
    else if (flattened && depth < DEPTH_LIMIT) walk(inner, shape, shapeNamed, `${path}.`, context, depth + 1);
  }
}

/** The member that an attribute becomes: by its name in the table, else by the same letters. */
function memberFor(name: string, shape: Shape, at: string, { renamed, nouns }: Context): string | undefined {
  const given = renamed[`${at}${name}`];
  if (given !== undefined) return given ?? undefined;
  const members = Object.keys(shape.members ?? {});
  const wanted = letters(name);
  const same = members.find((member) => letters(member) === wanted);
  if (same !== undefined) return same;
  const forms = at === "" ? nouns.map((noun) => letters(noun) + wanted) : [];
  return members.find((member) => forms.includes(letters(member)) || letters(member) === `${wanted}s`);
}

const letters = (name: string): string => name.replaceAll("_", "").toLowerCase();

function reach(path: string, shape: Shape, shapeNamed: Input["shapeNamed"]): Shape | undefined {
  const [first = "", ...rest] = path.split(".");
  const member = shape.members?.[first];
  if (member === undefined) return undefined;
  const inner = shapeNamed(member.shape);
  return rest.length === 0 ? inner : reach(rest.join("."), unlisted(inner, shapeNamed), shapeNamed);
}

/** Keeps what a shape says, where Terraform's type and the API's are of one kind and no earlier call said it. */
function keep(path: string, type: Type, shape: Shape, shapeNamed: Input["shapeNamed"], context: Context): void {
  const { found, also } = context;
  if (found.has(path)) return;
  const structure = unlisted(shape, shapeNamed);
  if (type === "string" && structure.type === "structure") {
    walkJson(structure, shapeNamed, `${path}{}`, context, 0);
    return;
  }
  const many = Array.isArray(type) && (type[0] === "list" || type[0] === "set");
  const list = many ? listShape(shape, shapeNamed) : undefined;
  if (many !== (list !== undefined)) return;
  const single = list?.member ? shapeNamed(list.member.shape) : shape;
  const scalar = many ? type[1] : type;
  const constraint = {
    ...(list ? { fewest: atLeastTwo(list.min), manyest: list.max } : {}),
    ...(scalar === "string" && single.type === "string" && !isElsewhere(single) ? textOf(single) : {}),
    ...(scalar === "number" && ["integer", "long", "double", "float"].includes(single.type)
      ? { least: single.min, most: single.max }
      : {}),
  };
  const values = constraint.values && [...constraint.values, ...(also[path] ?? [])];
  const said = Object.entries({ ...constraint, values }).filter(([, value]) => value !== undefined);
  if (said.length > 0) found.set(path, Object.fromEntries(said));
}

/** JSON in a text, such as container definitions, has the API's own names. */
function walkJson(shape: Shape, shapeNamed: Input["shapeNamed"], at: string, context: Context, depth: number): void {
  for (const [name, { shape: inner }] of Object.entries(shape.members ?? {})) {
    const member = shapeNamed(inner);
    const structure = unlisted(member, shapeNamed);
    const path = `${at}.${name}`;
    if (structure.type === "structure" && depth < DEPTH_LIMIT)
      walkJson(structure, shapeNamed, path, context, depth + 1);
    else keep(path, jsonType(member, structure), member, shapeNamed, context);
  }
}

const jsonType = (member: Shape, single: Shape): Type => {
  const scalar = single.type === "string" ? "string" : single.type === "boolean" ? "bool" : "number";
  return member.type === "list" ? ["list", scalar] : scalar;
};

function listShape(shape: Shape, shapeNamed: Input["shapeNamed"]): Shape | undefined {
  if (shape.type === "list") return shape;
  const items = shape.members?.Quantity && shape.members.Items;
  return items ? shapeNamed(items.shape) : undefined;
}

function textOf({ enum: values, pattern, min, max }: Shape): Constraint {
  if (values) return { values };
  return {
    pattern: pattern === undefined ? undefined : portablePattern(pattern),
    shortest: atLeastTwo(min),
    longest: max !== undefined && max < NO_LIMIT ? max : undefined,
  };
}

/** An empty text or list is left out of the call by the provider, so one element is no demand. */
const atLeastTwo = (min: number | undefined): number | undefined => (min !== undefined && min > 1 ? min : undefined);
