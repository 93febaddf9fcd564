import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../cli/outcome";
import type { Stacks } from "./block";
import { compareTexts, objectOf, textsOf } from "./json";
import { readJson } from "./json-file";

/** A stack as cdktf wrote it. */
export interface WrittenStack {
  readonly name: string;
  /** Names of the stacks that must be deployed first. */
  readonly dependencies: readonly string[];
  /** File that Terraform reads, absolute. */
  readonly file: string;
  /** Where Terraform runs, and where relative paths of the file start. */
  readonly directory: string;
}

/** What stands in the manifest of a synth, by name; nothing where there is none. @throws {Failure} when it is broken */
export function writtenStacks(outDirectory: string): WrittenStack[] {
  const manifest = join(outDirectory, "manifest.json");
  if (!existsSync(manifest)) return [];
  const stacks = Object.entries(objectOf(objectOf(readJson(manifest)).stacks));
  return stacks
    .sort(([one], [other]) => compareTexts(one, other))
    .map(([name, stack]) => {
      const { dependencies, synthesizedStackPath: path } = objectOf(stack);
      if (typeof path !== "string")
        throw new Failure(`${manifest} must be what cdktf has written; it has no synthesizedStackPath of ${name}`);
      const file = join(outDirectory, path);
      return { name, dependencies: textsOf(dependencies ?? []).sort(), file, directory: dirname(file) };
    });
}

/** The stacks of a synth with what Terraform reads of each. @throws {Failure} when there are none */
export function readStacks(outDirectory: string): (WrittenStack & { readonly json: unknown })[] {
  const stacks = writtenStacks(outDirectory);
  if (stacks.length === 0) throw new Failure(`${outDirectory} has no stacks: run npx cdktf synth first`);
  return stacks.map((stack) => ({ ...stack, json: readJson(stack.file) }));
}

/** What Terraform reads of each stack of a synth, by name. @throws {Failure} when there are none */
export function stacksIn(outDirectory: string): Stacks {
  return Object.fromEntries(readStacks(outDirectory).map(({ name, json }) => [name, json as Stacks[string]]));
}

/** Each stack after those that it needs; among equals the order stays. @throws {Failure} when they need each other in a circle */
export function inOrder<Stack extends Pick<WrittenStack, "name" | "dependencies">>(stacks: readonly Stack[]): Stack[] {
  const left = new Map(stacks.map((stack) => [stack.name, stack]));
  const ordered: Stack[] = [];
  while (left.size > 0) {
    const next = [...left.values()].find(({ dependencies }) => !dependencies.some((name) => left.has(name)));
    if (next === undefined)
      throw new Failure(`stacks depend on each other in a circle: ${[...left.keys()].join(", ")}`);
    left.delete(next.name);
    ordered.push(next);
  }
  return ordered;
}
