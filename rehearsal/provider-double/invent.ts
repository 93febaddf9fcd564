import { createHash } from "node:crypto";
import { inventAttribute, serviceOf } from "./invented-attributes";
import { type Inventing, uuid } from "./knowledge";
import { knownType } from "./known-types";
import { dnsSuffix, type Place, partitionName } from "./place";
import type { Attribute, Block, Type } from "./schema";
import { hasUnknown, isObject, type ObjectValue, UNKNOWN, type Value } from "./value";

/** Attributes that name a resource, the most telling first. */
const NAMES = [
  "name",
  "bucket",
  "identifier",
  "cluster_identifier",
  "replication_group_id",
  "family",
  "function_name",
  "domain_name",
  "alarm_name",
] as const;

/**
 * The state of a resource after it was made: `planned` with a believable value in each place where Terraform does not know one yet.
 * @param seed two resources of one type differ when their seeds do
 */
export function inventState(type: string, block: Block, planned: ObjectValue, place: Place, seed: string): ObjectValue {
  const state: ObjectValue = { ...planned };
  const region = typeof state.region === "string" ? state.region : place.region;
  const hex = hexMaker(`${type} ${seed}`);
  const name = nameOf(type, state, hex);
  const resource: Inventing = { type, known: state, name, region, account: place.account, hex };
  const missing = (attribute: string) => attribute in block.attributes && unknownIn(state[attribute]);

  for (const attribute of NAMES)
    if (missing(attribute) && block.attributes[attribute]?.optional) state[attribute] = name;
  if (missing("revision")) state.revision = 1;
  if (missing("version_id")) state.version_id = inventAttribute("version_id", resource) ?? uuid(hex);
  inventIdentity(resource, block, missing);
  for (const [attribute, { type: of }] of Object.entries(block.attributes)) {
    if (missing(attribute)) state[attribute] = fill(attribute, of, state[attribute], resource);
  }
  for (const [nested, { block: inner }] of Object.entries(block.blocks)) {
    if (hasUnknown(state[nested])) state[nested] = fillBlocks(state[nested], inner, { ...resource, known: {} });
  }
  return withoutWriteOnly(block, state);
}

/** Write-only arguments never reach plan or state. */
export function withoutWriteOnly(block: Block, value: ObjectValue): ObjectValue {
  const kept: ObjectValue = { ...value };
  for (const [name, { writeOnly }] of Object.entries(block.attributes)) if (writeOnly) kept[name] = null;
  for (const [name, { block: inner }] of Object.entries(block.blocks)) {
    const nested = kept[name];
    if (Array.isArray(nested)) kept[name] = nested.map((one) => (isObject(one) ? withoutWriteOnly(inner, one) : one));
    else if (isObject(nested)) kept[name] = withoutWriteOnly(inner, nested);
  }
  return kept;
}

function unknownIn(value: Value | undefined): boolean {
  return value === undefined || hasUnknown(value);
}

function hexMaker(seed: string): Inventing["hex"] {
  return (count, salt = "") => {
    let text = "";
    for (let round = 0; text.length < count; round++) {
      text += createHash("sha256").update(`${seed} ${salt} ${round}`).digest("hex");
    }
    return text.slice(0, count);
  };
}

function nameOf(type: string, state: ObjectValue, hex: Inventing["hex"]): string {
  const named = NAMES.map((attribute) => state[attribute]).find((value) => typeof value === "string" && value !== "");
  if (typeof named === "string") return named;
  const prefix = Object.entries(state).find(
    ([attribute, value]) => /(?:name|identifier|bucket)_prefix$/.test(attribute) && typeof value === "string",
  );
  if (typeof prefix?.[1] === "string") return `${prefix[1]}2026010100000000${hex(10)}`.slice(0, lengthLimit(type));
  return `terraform-${hex(12)}`;
}

/** Elastic Load Balancing allows 32 characters, where most of AWS allows 63. */
function lengthLimit(type: string): number {
  return /^aws_lb(?:_target_group)?$/.test(type) ? 32 : 63;
}

function inventIdentity(resource: Inventing, block: Block, missing: (attribute: string) => boolean): void {
  const { type, known, name, region, account } = resource;
  const identity = knownType(type);
  // A name that is a path, such as a parameter's, brings its slash along.
  const place = name.startsWith("/") ? name : `/${name}`;
  const arnTemplate =
    identity.arn ?? `${serviceOf(type)}:${region}:${account}:${type.split("_").slice(2).join("-")}${place}`;
  const idTemplate = identity.id ?? ("{name}" as const);
  const makeArn = () => {
    if (!("arn" in block.attributes) || missing("arn")) {
      const tail = render(arnTemplate, resource);
      known.arn = tail.startsWith("arn:") ? tail : `arn:${partitionName(resource)}:${tail}`;
    }
  };
  const hadArn = "arn" in block.attributes;
  if (idTemplate === "{arn}") {
    makeArn();
    if (missing("id")) known.id = known.arn ?? null;
  } else {
    if (missing("id") || !("id" in block.attributes)) known.id = render(idTemplate, resource);
    makeArn();
  }
  if (!hadArn) delete known.arn;
  if (!("id" in block.attributes)) delete known.id;
}

function render(template: string, { type, known, name, region, account, hex }: Inventing): string {
  const fixed: Record<string, () => string> = {
    name: () => name,
    region: () => region,
    account: () => account,
    uuid: () => uuid(hex),
    path: () => (typeof known.path === "string" ? known.path : "/"),
    group_name: () => (typeof known.group_name === "string" ? known.group_name : "default"),
    waf_scope: () => (known.scope === "CLOUDFRONT" ? "global" : "regional"),
    suffix6: () => hex(6, "suffix").replace(/\d/g, (digit) => "QRSTUVWXYZ".charAt(Number(digit))),
    hash: () => `${Number.parseInt(hex(8, "hash"), 16)}`,
    dns: () => dnsSuffix({ region }),
    hash64: () => hex(64, "hash"),
  };
  return template.replace(/\{(\w+)(\|suffix|\|tail)?\}/g, (_, key: string, cut: string | undefined) => {
    const length = /^(hex)(\d+)$/i.exec(key);
    if (length) return cased(key, hex(Number(length[2]), type));
    const value = known[key];
    const text = fixed[key]?.() ?? (typeof value === "string" || typeof value === "number" ? String(value) : name);
    if (cut === "|tail") return text.replace(/^arn:[^:]*:/, "");
    return cut === "|suffix"
      ? (text
          .split(":")
          .pop()
          ?.replace(/^[^/]*\//, "") ?? text)
      : text;
  });
}

function cased(key: string, text: string): string {
  return key.startsWith("HEX") ? text.toUpperCase() : text;
}

/** A value of `type` for every unknown in `value`. */
function fill(attribute: string, type: Type, value: Value | undefined, resource: Inventing): Value {
  if (value !== UNKNOWN && value !== undefined && !Array.isArray(type)) return value;
  const made = value === UNKNOWN || value === undefined ? inventAttribute(attribute, resource) : undefined;
  if (made !== undefined && fits(type, made)) return made;
  if (type === "string") return `${attribute}-${resource.hex(8, attribute)}`;
  if (type === "number") return numberFor(attribute);
  if (type === "bool") return false;
  if (type === "dynamic") return value === UNKNOWN ? null : (value ?? null);
  return fillCollection(attribute, type, value, resource);
}

function numberFor(attribute: string): number {
  if (attribute === "port") return 3306;
  return /version|revision|count|capacity|size/.test(attribute) ? 1 : 0;
}

function fillCollection(
  attribute: string,
  type: Exclude<Type, string>,
  value: Value | undefined,
  resource: Inventing,
): Value {
  if (type[0] === "object") return fillObject(type[1], isObject(value) ? value : {}, resource);
  if (type[0] === "map") {
    const entries = isObject(value) ? Object.entries(value) : [];
    return Object.fromEntries(entries.map(([key, one]) => [key, fill(attribute, type[1], one, resource)]));
  }
  const inner = type[1];
  if (Array.isArray(value)) return value.map((one) => fill(attribute, inner, one, resource));
  return [fill(attribute.replace(/s$/, ""), inner, UNKNOWN, resource)];
}

function fillObject(types: Record<string, Type>, value: ObjectValue, resource: Inventing): ObjectValue {
  const inner: Inventing = { ...resource, known: value };
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [
      name,
      name in value ? fill(name, type, value[name], inner) : fill(name, type, UNKNOWN, inner),
    ]),
  );
}

function fits(type: Type, value: Value): boolean {
  if (value === null) return false;
  if (type === "string") return typeof value === "string";
  if (type === "number") return typeof value === "number";
  if (type === "bool") return typeof value === "boolean";
  return Array.isArray(value) ? type[0] === "list" || type[0] === "set" : isObject(value) && type[0] === "map";
}

function fillBlocks(value: Value | undefined, block: Block, resource: Inventing): Value {
  if (Array.isArray(value)) return value.map((one) => fillBlocks(one, block, resource));
  if (value === UNKNOWN) return [];
  if (!isObject(value)) return value ?? null;
  const filled: ObjectValue = { ...value };
  const inner: Inventing = { ...resource, known: filled };
  for (const [name, { type }] of Object.entries<Attribute>(block.attributes)) {
    if (hasUnknown(filled[name])) filled[name] = fill(name, type, filled[name], inner);
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    if (hasUnknown(filled[name])) filled[name] = fillBlocks(filled[name], nested.block, inner);
  }
  return filled;
}
