import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import dockerignore from "@balena/dockerignore";

/** Files that `docker build` is sent, by path, in a fixed order. */
function contextFiles(directory: string): string[] {
  const ignoreFile = join(directory, ".dockerignore");
  const there = lstatSync(ignoreFile, { throwIfNoEntry: false }) !== undefined;
  const lines = there ? readFileSync(ignoreFile, "utf8").split("\n") : [];
  const rules = dockerignore({ ignorecase: false }).add(lines);
  const kept = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1).trim());
  /** Like Docker, looks into an ignored directory only where an exception begins with its name. */
  const mayHoldKept = (path: string) => !rules.ignores(path) || kept.some((one) => `${one}/`.startsWith(`${path}/`));
  const walk = (path: string): string[] =>
    readdirSync(join(directory, path), { withFileTypes: true }).flatMap((entry) => {
      const child = path === "" ? entry.name : `${path}/${entry.name}`;
      if (!entry.isDirectory()) return [child];
      return mayHoldKept(child) ? walk(child) : [];
    });
  return rules.filter(walk("")).sort();
}

/**
 * A hash of everything an image is made from: path, mode and content of each file of the build context, the targets
 * of its symbolic links, and the build arguments. The same tree gives the same hash on every machine.
 *
 * @throws when the directory cannot be read.
 */
export function contentHash(directory: string, buildArguments: Readonly<Record<string, string>>): string {
  const hash = createHash("sha256");
  for (const path of contextFiles(directory)) {
    const full = join(directory, path);
    const stat = lstatSync(full);
    const link = stat.isSymbolicLink();
    const kind = link ? "link" : stat.mode & 0o100 ? "executable" : "file";
    const content = link ? Buffer.from(readlinkSync(full)) : readFileSync(full);
    hash.update(`${kind} ${path}\0${content.length}\0`).update(content);
  }
  const sorted = Object.entries(buildArguments).sort(([a], [b]) => (a < b ? -1 : 1));
  hash.update(JSON.stringify(sorted));
  return hash.digest("hex");
}
