import { blocksOf, isObject, objectOf } from "../json";
import { evaluate, evaluateKey, type Scope } from "./evaluate";
import { type Fields, isFields, isKnown, isList, type Value } from "./value";

type Configuration = Readonly<Record<string, unknown>>;

/** One instance of a resource: what follows its name in the address, and what `each` and `count` are in it. */
interface Instance {
  readonly suffix: string;
  readonly names: Readonly<Record<string, Fields>>;
}

const SECTIONS = ["resource", "data", "ephemeral"] as const;

/**
 * The configuration with what is known before Terraform runs in place of the expressions: locals, defaults of variables (which a
 * deployment may replace), functions, conditions, arithmetic. `count`, `for_each` and dynamic blocks become the instances and blocks that they
 * make. What only Terraform or AWS knows stays as it is written, with what is known in it.
 *
 * @returns it, and what its constants stand for
 */
export function evaluated(configuration: Configuration): {
  readonly configuration: Configuration;
  readonly scope: Scope;
} {
  const constants = constantsOf(configuration);
  const instances = new Map<string, readonly Instance[]>();
  const scope = withInstances(constants, instances);
  for (const section of SECTIONS)
    for (const { address, body } of resourcesOf(configuration, section)) {
      const made = instancesOf(body, scope);
      if (made) instances.set(address, made);
    }
  const sections = SECTIONS.filter((section) => configuration[section] !== undefined).map((section) => [
    section,
    expand(configuration, section, instances, scope),
  ]);
  const others = ["provider", "output"].filter((name) => configuration[name] !== undefined);
  const known = {
    ...configuration,
    ...Object.fromEntries(sections),
    ...Object.fromEntries(others.map((name) => [name, evaluate(configuration[name] as Value, scope)])),
  };
  return { configuration: known, scope };
}

function* resourcesOf(configuration: Configuration, section: (typeof SECTIONS)[number]) {
  for (const [type, named] of Object.entries(objectOf(configuration[section])))
    for (const [name, body] of Object.entries(objectOf(named)))
      yield {
        type,
        name,
        address: `${section === "resource" ? "" : `${section}.`}${type}.${name}`,
        body: objectOf(body),
      };
}

/** `local.x` and `var.x`, each evaluated when it is first asked for; a circle stays as it is written. */
function constantsOf(configuration: Configuration): Scope {
  const locals = Object.assign({}, ...blocksOf(configuration.locals as never));
  const variables = objectOf(configuration.variable);
  const known = new Map<string, Value | undefined>();
  const scope: Scope = ([kind, name = ""]) => {
    if (kind !== "local" && kind !== "var") return undefined;
    const key = `${kind}.${name}`;
    if (!known.has(key)) {
      known.set(key, undefined);
      const [variable] = blocksOf(variables[name]);
      const written = kind === "local" ? locals[name] : variable?.default;
      if (written !== undefined && written !== null) known.set(key, evaluate(written, scope));
    }
    const value = known.get(key);
    return value === undefined ? undefined : { value, took: 2 };
  };
  return scope;
}

/** Adds resources that have instances: their name alone is the list or map of these. */
function withInstances(constants: Scope, instances: ReadonlyMap<string, readonly Instance[]>): Scope {
  return (path) => {
    const constant = constants(path);
    if (constant || instances.size === 0) return constant;
    const length = path[0] === "data" || path[0] === "ephemeral" ? 3 : 2;
    const address = path.slice(0, length).join(".");
    const made = instances.get(address);
    if (!made) return undefined;
    const references = made.map(({ suffix }) => `\${${address}${suffix}}`);
    const keys = made.map(({ names }) => names.each?.key);
    const value = keys.includes(undefined)
      ? references
      : Object.fromEntries(references.map((one, index) => [String(keys[index]), one]));
    return { value, took: length };
  };
}

/** Undefined where a resource has neither `count` nor `for_each`, or nobody knows what they come to. */
function instancesOf(body: Fields, scope: Scope): Instance[] | undefined {
  if (body.count !== undefined) {
    const count = Number(evaluate(body.count, scope));
    if (!Number.isInteger(count) || count > 1024) return undefined;
    return Array.from({ length: count }, (_, index) => ({ suffix: `[${index}]`, names: { count: { index } } }));
  }
  if (body.for_each === undefined) return undefined;
  return elementsOf(evaluate(body.for_each, scope))?.map(([key, value]) => ({
    suffix: `[${JSON.stringify(key)}]`,
    names: { each: { key, value } },
  }));
}

/** The keys and values of a map or set; undefined when nobody knows them. */
function elementsOf(collection: Value): (readonly [string, Value])[] | undefined {
  if (isFields(collection)) return Object.entries(collection);
  if (!isList(collection) || !collection.every((one) => typeof one === "string" && isKnown(one))) return undefined;
  return collection.map((one) => [String(one), one]);
}

function expand(
  configuration: Configuration,
  section: (typeof SECTIONS)[number],
  instances: ReadonlyMap<string, readonly Instance[]>,
  scope: Scope,
): Fields {
  const types: Record<string, Record<string, Value>> = {};
  for (const { type, name, address, body } of resourcesOf(configuration, section)) {
    const named = types[type] ?? {};
    types[type] = named;
    const { count: _, for_each: __, ...own } = body;
    const made = instances.get(address);
    if (!made) named[name] = evaluateBody(body, scope, instances);
    for (const { suffix, names } of made ?? [])
      named[`${name}${suffix}`] = evaluateBody(own, withNames(scope, names), instances);
  }
  return types;
}

const withNames =
  (outer: Scope, names: Readonly<Record<string, Fields>>): Scope =>
  (path) => {
    const own = names[path[0] ?? ""];
    return own ? { value: own, took: 1 } : outer(path);
  };

function evaluateBody(body: Fields, scope: Scope, instances: ReadonlyMap<string, readonly Instance[]>): Fields {
  const { depends_on: dependencies, ...own } = body;
  const made = evaluateBlock(own, scope);
  if (!Array.isArray(dependencies)) return made;
  const all = dependencies.flatMap((one) => {
    const address = String(one).replace(/\[.*$/, "");
    return instances.get(address)?.map(({ suffix }) => `${address}${suffix}`) ?? [String(one)];
  });
  return { ...made, depends_on: all };
}

/** A block with its dynamic blocks written out. */
function evaluateBlock(body: Fields, scope: Scope): Fields {
  const { dynamic, ...own } = body;
  const result: Record<string, Value> = {};
  for (const [name, value] of Object.entries(own)) result[name] = name === "//" ? value : evaluateNested(value, scope);
  const open: Record<string, Value> = {};
  for (const block of blocksOf(dynamic as never))
    for (const [name, one] of Object.entries(block).flatMap(([key, inner]) =>
      blocksOf(inner as never).map((each) => [key, each] as const),
    )) {
      const made = generate(name, one, scope);
      if (!made) open[name] = one;
      else
        result[name] = [
          ...(isList(result[name] ?? null) ? (result[name] as readonly Value[]) : blocksOf(result[name] as never)),
          ...made,
        ];
    }
  return { ...result, ...(Object.keys(open).length > 0 && { dynamic: open }) };
}

function evaluateNested(value: Value, scope: Scope): Value {
  if (isList(value)) return value.map((one) => evaluateNested(one, scope));
  if (isObject(value) && "dynamic" in value) return evaluateBlock(value, scope);
  if (isFields(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [evaluateKey(key, scope), evaluateNested(inner, scope)]),
    );
  return evaluate(value, scope);
}

/** The blocks that a dynamic one makes; undefined when nobody knows its `for_each`. */
function generate(
  name: string,
  { for_each: each = null, iterator, content }: Fields,
  scope: Scope,
): Fields[] | undefined {
  const collection = evaluate(each, scope);
  const elements = isList(collection)
    ? collection.map((value, index): readonly [Value, Value] => [index, value])
    : isFields(collection)
      ? Object.entries(collection)
      : undefined;
  const [block] = blocksOf(content as never);
  if (!elements || !block) return undefined;
  const variable = typeof iterator === "string" ? iterator : name;
  return elements.map(([key, value]) => evaluateBlock(block, withNames(scope, { [variable]: { key, value } })));
}
