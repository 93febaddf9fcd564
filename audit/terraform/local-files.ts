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
    let name = basename(source);
    for (let count = 2; taken.has(name); count += 1) name = `${basename(source)}-${count}`;
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
  const kept = keptBy(source);
  return walk(source)
    .filter((path) => kept(path))
    .map((path) => ({ path: `${name}/${path}`, source: join(source, path) }));
}

function keptBy(directory: string): (path: string) => boolean {
  const file = join(directory, ".dockerignore");
  if (!existsSync(file)) return () => true;
  const rules = dockerignore({ ignorecase: false }).add(readFileSync(file, "utf8"));
  return (path) => path === "Dockerfile" || path === ".dockerignore" || !rules.ignores(path);
}

/** What cdktf put beside the document: a TerraformAsset lies there, and the document names it by a relative path. */
function assets({ name, directory }: Stack): CopiedFile[] {
  const own = walk(directory).filter((path) => !WRITTEN_BY_TOOLS.has(path) && !path.startsWith(".terraform"));
  return own.flatMap((path) =>
    ["json", "hcl"].map((kind) => ({ path: `${kind}/${name}/${path}`, source: join(directory, path) })),
  );
}

function walk(directory: string, prefix = ""): string[] {
  const entries = readdirSync(join(directory, prefix), { withFileTypes: true });
  return entries
    .sort((left, right) => compareTexts(left.name, right.name))
    .flatMap((entry) => {
      const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory()) return walk(directory, path);
      return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
    });
}
