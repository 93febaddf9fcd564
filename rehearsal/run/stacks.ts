import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "../../cli/outcome";
import { makesBucket } from "../../terraform/own-state/store-stack";
import { inOrder, writtenStacks } from "../../terraform/stacks";
import type { StackJson } from "../provider-double/configuration";

/** One synthesized stack. */
export interface Stack {
  readonly name: string;
  /** Names of the stacks that must exist before it. */
  readonly dependencies: readonly string[];
  /** Where Terraform runs. */
  readonly directory: string;
  readonly json: StackJson;
}

/** Reads what cdktf synthesized, in the order of deployment. @throws {Failure} when there is nothing */
export function readStacks(outputDirectory: string): Stack[] {
  const all = writtenStacks(outputDirectory).map(({ file, ...stack }) => ({
    ...stack,
    json: JSON.parse(readFileSync(file, "utf8")) as StackJson,
  }));
  if (all.length === 0) throw new Failure("the app synthesized no stack");
  return deploymentOrder(all);
}

/** Each stack after its dependencies; stacks with a local state come first, since they make the others' state store. */
export function deploymentOrder<T extends Pick<Stack, "name" | "dependencies" | "json">>(stacks: readonly T[]): T[] {
  return inOrder([...stacks].sort((one, other) => Number(hasLocalState(other)) - Number(hasLocalState(one))));
}

/** Whether a stack keeps its state in a file, or would before the first deployment, since it makes the bucket that it names. */
export function hasLocalState({ json }: Pick<Stack, "json">): boolean {
  const { local, s3 } = json.terraform?.backend ?? {};
  return local !== undefined || s3 === undefined || makesBucket(json, s3.bucket);
}

/** The buckets in which stacks keep their state. */
export function stateBuckets(stacks: readonly Stack[]): string[] {
  return [
    ...new Set(
      stacks.map(({ json }) => json.terraform?.backend?.s3?.bucket).filter((bucket) => typeof bucket === "string"),
    ),
  ];
}

/**
 * The stacks that were asked for with all that they need: those with a local state, and the dependencies.
 * @throws {Failure} when no stack has that name
 */
export function selectStacks(stacks: readonly Stack[], wanted: string | undefined): Stack[] {
  if (wanted === undefined) return [...stacks];
  const found = stacks.find(({ name }) => name === wanted) ?? stacks.find(({ name }) => name.endsWith(`-${wanted}`));
  if (!found)
    throw new Failure(`no stack ${JSON.stringify(wanted)}; there are: ${stacks.map(({ name }) => name).join(", ")}`);
  const names = new Set<string>();
  const add = (name: string): void => {
    names.add(name);
    for (const dependency of stacks.find((stack) => stack.name === name)?.dependencies ?? []) add(dependency);
  };
  for (const stack of stacks) if (hasLocalState(stack)) add(stack.name);
  add(found.name);
  return stacks.filter(({ name }) => names.has(name));
}

/** The stacks that `changed` is true for, and all that depend on one of them, in order. */
export function withDependents(stacks: readonly Stack[], changed: (stack: Stack) => boolean): Stack[] {
  const names = new Set<string>();
  for (const stack of stacks) {
    if (changed(stack) || stack.dependencies.some((name) => names.has(name))) names.add(stack.name);
  }
  return stacks.filter(({ name }) => names.has(name));
}

/**
 * Leads local states, and what reads them, into `stateDirectory`: the file that the app names may belong to a real deployment.
 * A stack whose state lies in the bucket that it makes itself begins with a file too, as it did at its first deployment. Nothing
 * else of the synthesized JSON changes.
 */
export function isolateLocalStates(stacks: readonly Stack[], stateDirectory: string): void {
  mkdirSync(stateDirectory, { recursive: true });
  for (const { name, directory, json } of stacks) {
    const ofFile = hasLocalState({ json }) && json.terraform?.backend?.s3 !== undefined;
    const backend = ofFile ? { local: { path: `${name}.tfstate` } } : json.terraform?.backend;
    const moved = JSON.parse(JSON.stringify({ ...json, terraform: { ...json.terraform, backend } }), (key, value) => {
      if (key !== "local" && key !== "config") return value;
      return typeof value?.path === "string" && value.path.endsWith(".tfstate")
        ? { ...value, path: isolated(value.path, stateDirectory) }
        : value;
    });
    const file = join(directory, "cdk.tf.json");
    writeFileSync(file, JSON.stringify(moved, null, 2));
    Object.assign(json, moved);
  }
}

function isolated(path: string, stateDirectory: string): string {
  return resolve(stateDirectory, path.split("/").pop() ?? "terraform.tfstate");
}

/** How many resource blocks the stack has (`count` and `for_each` may make more of one). */
export function resourceCount({ json }: Pick<Stack, "json">): number {
  return Object.values(json.resource ?? {}).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
}

interface Protection {
  /** Addresses of resources that Terraform would refuse to destroy. */
  readonly preventDestroy: string[];
  /** Addresses of resources that AWS would refuse to delete. */
  readonly deletionProtection: string[];
}

/** What stands in the way of destroying the stack, which is right on AWS and lifted in a rehearsal. */
export function protections({ json }: Pick<Stack, "json">): Protection {
  const preventDestroy: string[] = [];
  const deletionProtection: string[] = [];
  for (const [type, blocks] of Object.entries(json.resource ?? {})) {
    for (const [name, block] of Object.entries(blocks)) {
      if ((block.lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy)
        preventDestroy.push(`${type}.${name}`);
      const flags = [block.deletion_protection, block.enable_deletion_protection, block.deletion_protection_enabled];
      if (flags.includes(true)) deletionProtection.push(`${type}.${name}`);
    }
  }
  return { preventDestroy, deletionProtection };
}

const OVERRIDE = "rehearsed-destroy_override.tf.json";

/** Lets `terraform destroy` remove protected resources of this copy of the stack, by a file that overrides `prevent_destroy`. */
export function liftPreventDestroy(stack: Stack): void {
  const resource: Record<string, Record<string, object>> = {};
  for (const address of protections(stack).preventDestroy) {
    const [type = "", name = ""] = address.split(".");
    resource[type] = { ...resource[type], [name]: { lifecycle: { prevent_destroy: false } } };
  }
  if (Object.keys(resource).length > 0)
    writeFileSync(join(stack.directory, OVERRIDE), JSON.stringify({ resource }, null, 2));
}

export function restorePreventDestroy(stack: Stack): void {
  rmSync(join(stack.directory, OVERRIDE), { force: true });
}
