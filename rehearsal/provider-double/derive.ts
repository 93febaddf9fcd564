import { type GeneratedClass, type Member, readGeneratedSource } from "../../terraform/generated-source";
import { type Attribute, type Block, type NestedBlock, objectType, type Type } from "./schema";
import type { ObjectValue } from "./value";
import { writtenBlock, writtenBlocks } from "./written-block";

const STORED: Record<string, Type> = {
  string: "string",
  number: "number",
  boolean: "bool",
  any: "dynamic",
  stringList: ["list", "string"],
  numberList: ["list", "number"],
  stringMap: ["map", "string"],
  numberMap: ["map", "number"],
  booleanMap: ["map", "bool"],
  stringMapMap: ["map", ["map", "string"]],
  stringListList: ["list", ["list", "string"]],
  stringMapList: ["list", ["map", "string"]],
};

const READ: Record<string, Type> = {
  getStringAttribute: "string",
  getNumberAttribute: "number",
  getBooleanAttribute: "bool",
  getListAttribute: ["list", "string"],
  getNumberListAttribute: ["list", "number"],
  getStringMapAttribute: ["map", "string"],
  getNumberMapAttribute: ["map", "number"],
  getBooleanMapAttribute: ["map", "bool"],
  interpolationForAttribute: "dynamic",
  "cdktf.StringMap": ["map", "string"],
  "cdktf.NumberMap": ["map", "number"],
  "cdktf.BooleanMap": ["map", "bool"],
  "cdktf.StringMapList": ["list", ["map", "string"]],
  "cdktf.NumberMapList": ["list", ["map", "number"]],
  "cdktf.BooleanMapList": ["list", ["map", "bool"]],
};

/** Recursive structures (a WAF statement within a statement) end here; what Terraform nests deeper is refused. */
const DEPTH_LIMIT = 12;
const SENSITIVE =
  /(?:^|_)(?:password|secret_string|secret_binary|auth_token|authorization_token|secret_key|private_key)$/;

/**
 * What a derived schema cannot know: which optional attributes the provider fills in by itself when they are not given. Every
 * attribute of these names is one, and so is each that the configuration reads although it does not set it.
 */
const FILLED_IN = new Set(["id", "region", "tags_all", "arn"]);

export interface DeriveOptions {
  /** The class that stands for the whole resource. */
  readonly className: string;
  /** Attributes that some expression reads. @default none */
  readonly read?: ReadonlySet<string>;
  /** What the configuration writes of this type, for blocks that the typings leave untyped. @default none */
  readonly written?: readonly ObjectValue[];
}

/** Derives the schema of one resource, data source or provider from the JavaScript that cdktf generated for it. */
export function deriveBlock(source: string, { className, read = new Set(), written = [] }: DeriveOptions): Block {
  const classes = readGeneratedSource(source);
  const main = classes.get(className);
  if (!main) throw new Error(`class ${className} is not in the generated source`);
  return blockOf(main, { classes, read, written, depth: 0 });
}

interface Context {
  readonly classes: ReadonlyMap<string, GeneratedClass>;
  readonly read: ReadonlySet<string>;
  readonly written: readonly ObjectValue[];
  readonly depth: number;
}

function blockOf({ members }: GeneratedClass, context: Context): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NestedBlock> = {};
  const hasPrefix = members.some(({ name }) => name === "name_prefix");
  for (const member of members) {
    const nested = isUntyped(member, context) ? untyped(member, context) : member.nested && nestedOf(member, context);
    if (member.nested && !nested) continue;
    if (nested && member.settable && !member.computed) blocks[member.name] = nested;
    else if (nested) attributes[member.name] = { type: typeOfNested(nested), ...flags(member, context, hasPrefix) };
    else attributes[member.name] = { type: plainType(member), ...flags(member, context, hasPrefix) };
  }
  return { attributes, blocks };
}

/** A member within a block that may be anything: Terraform takes a value of any type there from no provider, so it is a block. */
function isUntyped({ storage }: Member, { depth }: Context): boolean {
  return depth > 0 && storage === "any";
}

function untyped({ name }: Member, { written }: Context): NestedBlock {
  return { nesting: "list", block: writtenBlock(writtenBlocks(written, name)), maxItems: 1 };
}

function nestedOf(member: Member, context: Context): NestedBlock | undefined {
  const { className = "", many, set } = member.nested ?? {};
  const inner = context.classes.get(className);
  if (!inner || context.depth >= DEPTH_LIMIT) return undefined;
  const written = writtenBlocks(context.written, member.name);
  const block = blockOf(inner, { ...context, written, read: new Set(), depth: context.depth + 1 });
  if (!many && (inner.single || member.collection === "struct")) return { nesting: "single", block };
  const nesting = member.collection === "map" ? "map" : member.collection === "set" || set ? "set" : "list";
  return { nesting, block, minItems: member.required ? 1 : 0, maxItems: many ? 0 : 1 };
}

function typeOfNested({ nesting, block }: NestedBlock): Type {
  const inner = objectType(block);
  return nesting === "single" ? inner : [nesting, inner];
}

function plainType(member: Member): Type {
  const stored = member.storage === undefined ? undefined : STORED[member.storage];
  const set = member.collection === "set" || member.getter?.startsWith("set:");
  const type = stored ?? READ[(member.getter ?? "").replace(/^set:/, "")] ?? "dynamic";
  return set && Array.isArray(type) && type[0] === "list" ? ["set", type[1]] : type;
}

function flags({ name, settable, required }: Member, { depth, read }: Context, hasPrefix: boolean): Partial<Attribute> {
  const sensitive = SENSITIVE.test(name.replace(/_wo$/, "")) ? { sensitive: true } : {};
  if (!settable) return { computed: true, ...sensitive };
  if (required) return { required: true, ...sensitive };
  if (name.endsWith("_wo")) return { optional: true, writeOnly: true, ...sensitive };
  const prefixed = hasPrefix && (name === "name" || name === "name_prefix");
  const filledIn = depth === 0 && (FILLED_IN.has(name) || prefixed || read.has(name));
  return { optional: true, ...(filledIn ? { computed: true } : {}), ...sensitive };
}
