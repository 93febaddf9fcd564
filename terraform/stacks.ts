import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../cli/outcome";
import type { Stacks } from "./block";

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

/** What stands in the manifest of a synth, by name; nothing where there is none. */
export function writtenStacks(outDirectory: string): WrittenStack[] {
  const manifest = join(outDirectory, "manifest.json");
  if (!existsSync(manifest)) return [];
  const { stacks = {} } = JSON.parse(readFileSync(manifest, "utf8"));
  return Object.keys(stacks)
    .sort()
    .map((name) => {
      const { dependencies = [], synthesizedStackPath } = stacks[name];
      const file = join(outDirectory, synthesizedStackPath);
      return { name, dependencies: [...dependencies].sort(), file, directory: dirname(file) };
    });
}

/** The stacks of a synth with what Terraform reads of each. @throws {Failure} when there are none */
export function readStacks(outDirectory: string): (WrittenStack & { readonly json: unknown })[] {
  const stacks = writtenStacks(outDirectory);
  if (stacks.length === 0) throw new Failure(`${outDirectory} has no stacks: run npx cdktf synth first`);
  return stacks.map((stack) => ({ ...stack, json: JSON.parse(readFileSync(stack.file, "utf8")) }));
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
