import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve, sep } from "node:path";
import dockerignore from "@balena/dockerignore";
import { Failure } from "../../cli/outcome";
import { compareTexts, type JsonObject, mapTexts, textsWithin } from "../../terraform/json";
import type { Stack } from "../project/stack";

/** A file that goes into the folder as it is. */
export interface CopiedFile {
  /** In the folder, with slashes. */
  readonly path: string;
  readonly source: string;
}

export interface PortableStacks {
  readonly stacks: readonly Stack[];
  readonly files: readonly CopiedFile[];
}

/** Each stack's files lie this deep in the folder: `json/<stack>/main.tf.json`. */
const UP = "../..";
const RESERVED = new Set(["json", "hcl", "manifest.json", "report.html", "report.md", "architecture.svg", "README.md"]);
const WRITTEN_BY_TOOLS = new Set(["cdk.tf.json", "metadata.json", "terraform.tfstate", "plan"]);

/**
 * Points what the stacks read from this machine, a Docker build's context above all, at copies in the folder.
 *
 * @throws {Failure} when an absolute path of this machine remains
 */
export function portable(stacks: readonly Stack[], projectDirectory: string): PortableStacks {
  const copies = new Map<string, string>();
  const place = (source: string): string => {
    const known = copies.get(source);
    if (known !== undefined) return known;
    const taken = new Set([...RESERVED, ...copies.values()]);
    // What the person has called the project's own folder says nothing of it.
    const first = source === realpathSync(projectDirectory) ? "project" : basename(source);
    let name = first;
    for (let count = 2; taken.has(name); count += 1) name = `${first}-${count}`;
    copies.set(source, name);
    return name;
  };
  const moved = stacks.map((stack) => {
    const document = mapTexts(stack.document, (text) => {
      const source = localPath(text, stack.directory, projectDirectory);
      return source === undefined ? text : `${UP}/${place(source)}`;
    }) as JsonObject;
    refuseMachinePaths(stack.name, document, [projectDirectory, resolve(stack.directory, "../..")]);
    return { ...stack, document };
  });
  const files = [...copies].flatMap(([source, name]) => filesBelow(source, name));
  return { stacks: moved, files: [...files, ...stacks.flatMap(assets)] };
}

/** What the text names, when it is a path that leaves the stack's own folder; a state is no part of what is audited. */
function localPath(text: string, directory: string, projectDirectory: string): string | undefined {
  if (text.endsWith(".tfstate")) return undefined;
  const inProject = isAbsolute(text) && `${text}${sep}`.startsWith(`${projectDirectory}${sep}`);
  if (!inProject && !/^\.\.?\//.test(text)) return undefined;
  const path = resolve(directory, text);
  const outside = relative(directory, path).startsWith("..");
  return outside && existsSync(path) ? realpathSync(path) : undefined;
}

function refuseMachinePaths(stack: string, document: JsonObject, prefixes: readonly string[]): void {
  for (const text of textsWithin(document)) {
    for (const prefix of prefixes) {
      const at = text.indexOf(`${prefix}/`);
      const path = at < 0 ? "" : (/^[^\s"']+/.exec(text.slice(at))?.[0] ?? "");
      if (path !== "" && existsSync(path)) {
        throw new Failure(`${stack}: no value may hold a path of this machine, got ${JSON.stringify(text)}`);
      }
    }
  }
}

/** The files of a folder, without those that its .dockerignore leaves out, or the file itself. */
function filesBelow(source: string, name: string): CopiedFile[] {
  if (!statSync(source).isDirectory()) return [{ path: name, source }];
  const { isKept, mayHoldKept } = keptBy(source);
  return walk(source, mayHoldKept)
    .filter((path) => isKept(path))
    .map((path) => ({ path: `${name}/${path}`, source: join(source, path) }));
}

interface Kept {
  readonly isKept: (path: string) => boolean;
  /** Whether there is a reason to look into a directory: an ignored one may hold an exception. */
  readonly mayHoldKept: (path: string) => boolean;
}

function keptBy(directory: string): Kept {
  const file = join(directory, ".dockerignore");
  if (!existsSync(file)) return { isKept: () => true, mayHoldKept: () => true };
  const lines = readFileSync(file, "utf8").split("\n");
  const rules = dockerignore({ ignorecase: false }).add(lines);
  const exceptions = lines.filter((line) => line.startsWith("!")).map((line) => `${line.slice(1).trim()}/`);
  return {
    isKept: (path) => path === "Dockerfile" || path === ".dockerignore" || !rules.ignores(path),
    mayHoldKept: (path) => !rules.ignores(path) || exceptions.some((one) => one.startsWith(`${path}/`)),
  };
}

/** What cdktf put beside the document: a TerraformAsset lies there, and the document names it by a relative path. */
function assets({ name, directory }: Stack): CopiedFile[] {
  const own = walk(directory).filter((path) => !WRITTEN_BY_TOOLS.has(path) && !path.startsWith(".terraform"));
  return own.flatMap((path) =>
    ["json", "hcl"].map((kind) => ({ path: `${kind}/${name}/${path}`, source: join(directory, path) })),
  );
}

function walk(directory: string, enters: (path: string) => boolean = () => true, prefix = ""): string[] {
  const entries = readdirSync(join(directory, prefix), { withFileTypes: true });
  return entries
    .sort((left, right) => compareTexts(left.name, right.name))
    .flatMap((entry) => {
      const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) return enters(path) ? walk(directory, enters, path) : [];
      return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
    });
}
