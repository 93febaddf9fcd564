import { isDeepStrictEqual } from "node:util";
import { replacementsOf } from "../../aws/api/replacements";
import { withoutWriteOnly } from "./invent";
import type { KnownType } from "./knowledge";
import { knownType } from "./known-types";
import type { Block } from "./schema";
import { isObject, type ObjectValue, UNKNOWN, type Value } from "./value";

export interface PlanInput {
  readonly type: string;
  readonly block: Block;
  readonly prior: Value;
  /** Terraform's proposal: the configuration, and the prior state's values where the configuration is silent on computed ones. */
  readonly proposed: Value;
  readonly config: Value;
  /** Tags that the provider's configuration puts on everything. */
  readonly defaultTags: ObjectValue;
}

export interface Planned {
  readonly state: Value;
  /** Attributes whose change needs a new resource. */
  readonly replace: readonly string[];
}

/** Says what a resource will be: what is given, what it was, and unknown where AWS decides. */
export function plan({ type, block, prior, proposed, config, defaultTags }: PlanInput): Planned {
  if (!isObject(proposed)) return { state: null, replace: [] };
  const wanted = withTags(block, withoutWriteOnly(block, proposed), config, defaultTags);
  if (!isObject(prior)) return { state: fillComputed(block, wanted, config), replace: [] };
  const changed = changedAttributes(wanted, prior);
  if (changed.length === 0) return { state: prior, replace: [] };
  const known = knownType(type);
  const replace = changed.filter((name) => needsNew(type, known, name, [prior[name], wanted[name]]));
  const state = fillComputed(block, wanted, config);
  for (const attribute of known.renewed ?? []) if (attribute in block.attributes) state[attribute] = UNKNOWN;
  if (replace.length > 0) return { state: forNewResource(block, state, config), replace };
  return { state, replace };
}

function needsNew(
  type: string,
  { replacedBy = [] }: KnownType,
  name: string,
  [before, after]: readonly [Value | undefined, Value | undefined],
): boolean {
  if (name.startsWith("tags")) return false;
  if (replacedBy === "any change") return name !== "timeouts";
  const fixed = replacementsOf(type);
  if (replacedBy.includes(name) || fixed.includes(name)) return true;
  const within = fixed.filter((path) => path.startsWith(`${name}.`)).map((path) => path.split(".").slice(1));
  return within.some((path) => !sameValue(valuesAt(before, path), valuesAt(after, path)));
}

/** What stands at a path, in each block of a list. */
function valuesAt(value: Value | undefined, path: readonly string[]): Value {
  if (Array.isArray(value)) return value.map((one) => valuesAt(one, path));
  const [name, ...rest] = path;
  if (name === undefined) return value ?? null;
  return isObject(value) ? valuesAt(value[name], rest) : null;
}

function changedAttributes(wanted: ObjectValue, prior: ObjectValue): string[] {
  return Object.keys(wanted).filter((name) => !sameValue(wanted[name], prior[name]));
}

/** Terraform writes a block that is not there as null or as an empty list; the difference is none. */
function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  return isDeepStrictEqual(normal(one), normal(other));
}

function normal(value: Value | undefined): Value {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return null;
  if (Array.isArray(value)) return value.map(normal);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, normal(value[key])]),
  );
}

function fillComputed(block: Block, value: ObjectValue, config: Value): ObjectValue {
  const filled: ObjectValue = { ...value };
  const given = isObject(config) ? config : {};
  for (const [name, { computed }] of Object.entries(block.attributes)) {
    if (computed && (filled[name] ?? null) === null && (given[name] ?? null) === null) filled[name] = UNKNOWN;
  }
  for (const [name, { block: inner }] of Object.entries(block.blocks)) {
    filled[name] = fillNested(inner, filled[name] ?? null, given[name] ?? null);
  }
  return filled;
}

function fillNested(block: Block, value: Value, config: Value): Value {
  if (Array.isArray(value)) {
    const given = Array.isArray(config) ? config : [];
    return value.map((one, place) => fillNested(block, one, given[place] ?? null));
  }
  return isObject(value) ? fillComputed(block, value, config) : value;
}

/** A replaced resource keeps nothing that AWS gave the old one. */
function forNewResource(block: Block, state: ObjectValue, config: Value): ObjectValue {
  const given = isObject(config) ? config : {};
  const fresh: ObjectValue = { ...state };
  for (const [name, { computed }] of Object.entries(block.attributes)) {
    if (computed && (given[name] ?? null) === null && name !== "tags_all") fresh[name] = UNKNOWN;
  }
  return fresh;
}

/** `tags_all` is what AWS gets to see: the provider's default tags under the resource's own. */
function withTags(block: Block, value: ObjectValue, config: Value, defaultTags: ObjectValue): ObjectValue {
  if (!("tags_all" in block.attributes)) return value;
  if (isObject(config) && (config.tags_all ?? null) !== null) return value;
  const own = value.tags ?? {};
  return { ...value, tags_all: isObject(own) ? { ...defaultTags, ...own } : UNKNOWN };
}
