import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";
import { compareTexts, isObject, type Json, type JsonObject, objectOf } from "../../terraform/json";
import { readJson } from "../../terraform/json-file";
import { isAuditManifest, type Manifest } from "../folder/manifest";
import type { Stack } from "../project/stack";

export interface Change {
  readonly kind: "added" | "removed" | "changed";
  readonly stack: string;
  /** Terraform's address, for example `aws_lb.Web` or `output.Url`. */
  readonly address: string;
  /** What differs in it; empty for what is added or removed. */
  readonly values: readonly ValueChange[];
}

export interface ValueChange {
  readonly path: string;
  /** Undefined where there is none. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface Comparison {
  readonly against: Pick<Manifest, "commit" | "environment">;
  readonly changes: readonly Change[];
  /** Files beside the stacks, an image's for example, that differ. */
  readonly files: readonly { readonly path: string; readonly kind: Change["kind"] }[];
}

const BLOCKS: Readonly<Record<string, number>> = {
  resource: 2,
  data: 2,
  ephemeral: 2,
  module: 1,
  output: 1,
  provider: 1,
};
const GENERATED = /^(?:json\/|hcl\/|report\.|evidence\.|architecture\.svg$|README\.md$)/;

const document = (folder: string, stack: string): string => join(folder, "json", stack, "main.tf.json");

/** The manifest of an earlier audit. @throws {Failure} when the folder is no audit */
export function readAudit(folder: string): Manifest {
  const file = join(folder, "manifest.json");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (!isAuditManifest(text)) throw new Failure(`--against must be the folder of an earlier audit, got ${folder}`);
  const manifest: Manifest = JSON.parse(text);
  const isWhole = Array.isArray(manifest.stacks) && typeof manifest.files === "object" && manifest.files !== null;
  const missing = isWhole
    ? manifest.stacks.map(({ name }) => document(folder, name)).filter((one) => !existsSync(one))
    : [file];
  if (missing.length > 0)
    throw new Failure(
      `--against must be the whole folder of an earlier audit; ${missing.join(", ")} is not as it was written`,
    );
  return manifest;
}

/**
 * What the stacks and the copied files hold that another audit's do not, and the other way round.
 *
 * @throws {Failure} when the folder is no audit
 */
export function compareWith(folder: string, stacks: readonly Stack[], files: Manifest["files"]): Comparison {
  const manifest = readAudit(folder);
  const before = new Map(
    manifest.stacks.map(({ name }) => {
      return [name, objectOf(readJson(document(folder, name)))];
    }),
  );
  const after = new Map(stacks.map(({ name, document }) => [name, document]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareTexts);
  return {
    against: { commit: manifest.commit, environment: manifest.environment },
    changes: names.flatMap((name) => compareDocuments(name, before.get(name) ?? {}, after.get(name) ?? {})),
    files: compareFiles(manifest.files, files),
  };
}

export function compareDocuments(stack: string, before: JsonObject, after: JsonObject): Change[] {
  const [old, own] = [addressed(before), addressed(after)];
  return [...new Set([...old.keys(), ...own.keys()])].sort(compareTexts).flatMap((address): Change[] => {
    const [left, right] = [old.get(address), own.get(address)];
    if (left === undefined) return [{ kind: "added", stack, address, values: [] }];
    if (right === undefined) return [{ kind: "removed", stack, address, values: [] }];
    const values = compareValues(left, right);
    return values.length > 0 ? [{ kind: "changed", stack, address, values }] : [];
  });
}

function addressed(document: JsonObject): Map<string, Json> {
  const found = new Map<string, Json>();
  const collect = (prefix: readonly string[], value: Json, labels: number): void => {
    if (labels === 0 || !isObject(value)) found.set(prefix.join("."), value);
    else for (const [label, inner] of Object.entries(value)) collect([...prefix, label], inner, labels - 1);
  };
  for (const [name, value] of Object.entries(document)) {
    collect(name === "resource" ? [] : [name], value, BLOCKS[name] ?? 0);
  }
  return found;
}

function compareValues(before: Json, after: Json, path = ""): ValueChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const step = (key: string | number): string => (path === "" ? String(key) : `${path}.${key}`);
  if (isObject(before) && isObject(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareTexts).flatMap((key) => {
      return inner(before[key], objectOf(after)[key], step(key));
    });
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) => inner(item, after[index], step(index)));
  }
  return [{ path, before, after }];
}

function inner(before: Json | undefined, after: Json | undefined, path: string): ValueChange[] {
  return before === undefined || after === undefined ? [{ path, before, after }] : compareValues(before, after, path);
}

function compareFiles(before: Manifest["files"], after: Manifest["files"]): Comparison["files"] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((path) => !GENERATED.test(path));
  return paths.sort(compareTexts).flatMap((path) => {
    const [left, right] = [before[path]?.sha256, after[path]?.sha256];
    if (left === right) return [];
    return [{ path, kind: left === undefined ? "added" : right === undefined ? "removed" : "changed" } as const];
  });
}
