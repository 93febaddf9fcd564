import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { Failure } from "../../cli/outcome";
import { compareTexts, isObject, type Json, type JsonObject, objectOf, textOf } from "../../terraform/json";
import { fullSource, type ProviderPackage } from "../../terraform/provider-packages";
import { inOrder, writtenStacks } from "../../terraform/stacks";
import { Tree } from "../../terraform/tree";
import { withoutComments } from "../terraform/plain";

/** One synthesized stack. */
export interface Stack {
  readonly name: string;
  /** Names of the stacks that must be deployed first. */
  readonly dependencies: readonly string[];
  /** Where cdktf wrote it; relative paths in the document start here. */
  readonly directory: string;
  /** As Terraform reads it, with no comments. */
  readonly document: JsonObject;
  /** The comment in the body of a resource, by its address: construct path, waived rules, skipped checks. */
  readonly comments: ReadonlyMap<string, JsonObject>;
}

/** @throws {Failure} when there is no stack, or one is written in another syntax */
export function readStacks(outDirectory: string): Stack[] {
  const written = inOrder(writtenStacks(outDirectory));
  if (written.length === 0) throw new Failure("the app has no stacks: there is nothing to audit");
  return written.map(({ name, dependencies, directory, file }) => {
    if (!file.endsWith(".json")) {
      throw new Failure(
        `${name} is written as ${relative(outDirectory, file)}; synthesize JSON (hclOutput must be false)`,
      );
    }
    const raw: JsonObject = JSON.parse(readFileSync(file, "utf8"));
    return { name, dependencies, directory, document: withoutComments(raw), comments: readComments(raw) };
  });
}

/** All stacks together, each with its resources in the order of their addresses. */
export function treeOf(stacks: readonly Stack[]): Tree {
  return new Tree(
    Object.fromEntries(stacks.map((stack) => [stack.name, { ...stack.document, resource: commented(stack) }])),
  );
}

function commented({ document, comments }: Stack): JsonObject {
  const byAddress = ([left]: [string, unknown], [right]: [string, unknown]) => compareTexts(left, right);
  const types = Object.entries(objectOf(document.resource)).sort(byAddress);
  const bodies = (type: string, byName: Json) =>
    Object.entries(objectOf(byName))
      .sort(byAddress)
      .map(([name, body]): [string, Json] => {
        const comment = comments.get(`${type}.${name}`);
        return [name, comment ? { ...objectOf(body), "//": comment } : body];
      });
  return Object.fromEntries(types.map(([type, byName]) => [type, Object.fromEntries(bodies(type, byName))]));
}

function readComments(raw: JsonObject): Map<string, JsonObject> {
  const comments = new Map<string, JsonObject>();
  for (const [kind, prefix] of [
    ["resource", ""],
    ["data", "data."],
  ] as const) {
    for (const [type, byName] of Object.entries(objectOf(raw[kind]))) {
      for (const [name, body] of Object.entries(objectOf(byName))) {
        const comment = objectOf(body)["//"];
        if (isObject(comment)) comments.set(`${prefix}${type}.${name}`, comment);
      }
    }
  }
  return comments;
}

export interface ProviderVersion {
  readonly source: string;
  readonly version: string;
  /** The npm package that the project builds its resources with. */
  readonly typings?: string;
}

/** The providers that the stacks require, with full addresses. */
export function requiredProviders(stacks: readonly Stack[], packages: readonly ProviderPackage[]): ProviderVersion[] {
  const found = new Map<string, ProviderVersion>();
  for (const { document } of stacks) {
    for (const [name, value] of Object.entries(objectOf(objectOf(document.terraform).required_providers))) {
      const required = isObject(value) ? value : { version: value };
      const source = fullSource(textOf(required.source) ?? name);
      const version = textOf(required.version) ?? "any";
      const typings = packages.find((one) => one.source === source);
      found.set(`${source} ${version}`, {
        source,
        version,
        ...(typings ? { typings: `${typings.packageName} ${typings.packageVersion}` } : {}),
      });
    }
  }
  return [...found.keys()].sort().flatMap((key) => found.get(key) ?? []);
}
