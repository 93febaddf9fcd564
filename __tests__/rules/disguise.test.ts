// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform expressions, not JavaScript templates
import { describe, expect, test } from "vitest";
import { check } from "../../rules/check";
import type { Rule } from "../../rules/rule";
import { planRules, rules } from "../../rules/rules";
import { completed } from "../../terraform/completed";
import { type Plan, plannedConfiguration } from "../../terraform/planned";
import { fixtures } from "./fixtures";
import type { Configuration } from "./fixtures/fixture";

type Json = Readonly<Record<string, unknown>>;

const broken = (configuration: Configuration, by: readonly Rule[]): string[] => [
  ...new Set(check({ stack: configuration }, by).problems.map(({ rule }) => rule.id)),
];

const isMap = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Attributes that Terraform takes as they are written: no expression may stand there. */
const LITERAL = ["lifecycle", "depends_on", "provider", "//"];

/** Every plain value below is replaced; blocks and maps keep their form. */
function mapLeaves(value: unknown, change: (leaf: string | number | boolean) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => mapLeaves(one, change));
  if (isMap(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, LITERAL.includes(key) ? one : mapLeaves(one, change)]),
    );
  return value === null || value === undefined ? value : change(value as string);
}

const mapResources = (resources: unknown, change: (body: Json) => Json): Json =>
  Object.fromEntries(
    Object.entries((resources ?? {}) as Json).map(([type, named]) => [
      type,
      Object.fromEntries(Object.entries(named as Json).map(([name, body]) => [name, change(body as Json)])),
    ]),
  );

/** Every value of every resource stands in a local or a variable's default, references too. */
function inConstants(configuration: Configuration): Configuration {
  const locals: Record<string, unknown> = {};
  const variable: Record<string, unknown> = {};
  let next = 0;
  const hide = (leaf: unknown): string => {
    const name = `v${next++}`;
    if (next % 2 === 0 || String(leaf).includes("${")) {
      locals[name] = leaf;
      return `\${local.${name}}`;
    }
    variable[name] = { default: leaf };
    return `\${var.${name}}`;
  };
  const resource = mapResources(configuration.resource, (body) => mapLeaves(body, hide) as Json);
  return { ...configuration, resource, locals: { ...(configuration.locals as Json), ...locals }, variable };
}

/** Numbers are sums, texts are calls of functions. */
function inFunctions(configuration: Configuration): Configuration {
  const hide = (leaf: unknown): unknown => {
    if (typeof leaf === "number") return `\${${leaf - 1} + 1}`;
    if (typeof leaf === "boolean") return `\${${leaf} || false}`;
    const text = String(leaf);
    return text.includes("${") || text.includes("%{") ? leaf : `\${join("", [${JSON.stringify(text)}])}`;
  };
  return { ...configuration, resource: mapResources(configuration.resource, (body) => mapLeaves(body, hide) as Json) };
}

/** Every block is dynamic. */
function inDynamicBlocks(configuration: Configuration): Configuration {
  const resource = mapResources(configuration.resource, (body) => {
    const blocks = Object.entries(body).filter(
      ([name, value]) => !LITERAL.includes(name) && Array.isArray(value) && value.length > 0 && value.every(isMap),
    );
    const dynamic = Object.fromEntries(
      blocks.map(([name, value]) => [
        name,
        (value as Json[]).map((content) => ({ for_each: "${[1]}", content: [content] })),
      ]),
    );
    const own = Object.entries(body).filter(([name]) => !blocks.some(([block]) => block === name));
    return { ...Object.fromEntries(own), ...(blocks.length > 0 && { dynamic }) };
  });
  return { ...configuration, resource };
}

/** What the subject of a fixture says comes from its `for_each`, value by value. */
function inInstances(configuration: Configuration): Configuration {
  const resource = Object.fromEntries(
    Object.entries((configuration.resource ?? {}) as Json).map(([type, named]) => {
      const { subject, ...others } = named as Json;
      if (!isMap(subject)) return [type, named];
      const each: Record<string, unknown> = {};
      const body = mapLeaves(subject, (leaf) => {
        const key = `v${Object.keys(each).length}`;
        each[key] = leaf;
        return `\${each.value.${key}}`;
      });
      return [type, { ...others, subject: { ...(body as Json), for_each: { one: each } } }];
    }),
  );
  return { ...configuration, resource };
}

/** What a plan says of a reference: the attribute, and the resource. */
function objectReferences(value: unknown): string[] {
  const reference = typeof value === "string" ? /^\$\{([^}]*)\}$/.exec(value)?.[1] : undefined;
  return reference ? [reference, reference.split(".").slice(0, 2).join(".")] : [];
}

/** A plan that comes to the configuration: references are known only after the apply. */
function planOf(configuration: Configuration): Plan {
  const changes: NonNullable<Plan["resource_changes"]>[number][] = [];
  const written: { address: string; provider_config_key: string; expressions: Json }[] = [];
  const split = (value: unknown): { known: unknown; open: unknown; expression: unknown } => {
    if (Array.isArray(value)) {
      const parts = value.map(split);
      // A list of references is one expression; a list of blocks has one for each.
      const references = value.flatMap((one) => objectReferences(one));
      if (references.length > 0)
        return {
          known: parts.map(({ known }) => known),
          open: parts.map(({ open }) => open),
          expression: { references },
        };
      return {
        known: parts.map(({ known }) => known),
        open: parts.map(({ open }) => open),
        expression: value.every(isMap) ? parts.map(({ expression }) => expression) : { constant_value: value },
      };
    }
    if (isMap(value)) {
      const parts = Object.entries(value).map(([key, one]) => [key, split(one)] as const);
      const pick = (name: "known" | "open" | "expression") =>
        Object.fromEntries(parts.map(([key, part]) => [key, part[name]]));
      return { known: pick("known"), open: pick("open"), expression: pick("expression") };
    }
    if (typeof value !== "string" || !value.includes("${"))
      return { known: value, open: false, expression: { constant_value: value } };
    return { known: null, open: true, expression: { references: objectReferences(value) } };
  };
  const resources = Object.entries((configuration.resource ?? {}) as Json).flatMap(([type, named]) =>
    Object.entries(named as Json).map(([name, body]) => {
      const { provider = "aws", lifecycle: _, depends_on: __, ...own } = body as Json;
      const { known, open, expression } = split(own);
      const address = `${type}.${name}`;
      changes.push({ address, change: { after_unknown: open } });
      written.push({ address, provider_config_key: String(provider), expressions: expression as Json });
      return { address, mode: "managed" as const, type, name, values: known as Json };
    }),
  );
  const region = (text: string) => ({ region: { constant_value: text } });
  return {
    planned_values: { root_module: { resources } },
    resource_changes: changes,
    configuration: {
      provider_config: {
        aws: { name: "aws", expressions: region("eu-west-1") },
        "aws.us_east_1": { name: "aws", alias: "us_east_1", expressions: region("us-east-1") },
      },
      root_module: { resources: written },
    },
  };
}

/** What the rules judge of its plan, with the file that it is made from. */
const judged = (configuration: Configuration): Configuration =>
  completed({ stack: plannedConfiguration(planOf(configuration)) }, new Map([["stack", configuration]]), new Map())
    .stack ?? {};

/** Characters of the largest fixture that is hidden: a quota of hundreds hides no other way than one of five. */
const LARGEST = 12_000;

/** Fixtures of what stands in resources, since neither a data source nor a backend is what is hidden here. */
const fixturesOf = (id: string, kind: "bad" | "good"): Configuration[] =>
  (fixtures[id]?.[kind] ?? []).filter(
    (one) => one.resource && !one.data && !one.terraform && JSON.stringify(one).length < LARGEST,
  );

/** Fixtures of the rules that they do not break in another form. */
const missed = (of: readonly Rule[], hide: (configuration: Configuration) => Configuration): string[] =>
  of.flatMap((rule) =>
    fixturesOf(rule.id, "bad").flatMap((bad, index) =>
      broken(hide(bad), [rule]).length > 0 ? [] : [`${rule.id} ${index + 1}`],
    ),
  );

/** Near misses that break their rule in another form. */
const refused = (of: readonly Rule[], hide: (configuration: Configuration) => Configuration): string[] =>
  of.flatMap((rule) =>
    fixturesOf(rule.id, "good").flatMap((good, index) => broken(hide(good), [rule]).map((id) => `${id} ${index + 1}`)),
  );

describe.each<[string, readonly Rule[], (configuration: Configuration) => Configuration]>([
  ["locals and variables", rules, inConstants],
  ["functions and sums", rules, inFunctions],
  ["dynamic blocks", rules, inDynamicBlocks],
  ["instances of for_each", rules, inInstances],
  ["planned values", planRules, judged],
])("in %s", (_, of, hide) => {
  test("a mistake is seen as in plain words", () => {
    expect(missed(of, hide)).toEqual([]);
  });

  test("a near miss passes", () => {
    expect(refused(of, hide)).toEqual([]);
  });
});
