import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { Failure } from "./outcome";

/** A path as the person at the terminal means it: npm runs scripts in the project's own folder, wherever they were called. */
export const typedPath = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);

/** What the image is built from, whatever lies there. */
const IMAGE_SOURCES: ReadonlySet<string> = new Set(["image", "site"]);

/**
 * Makes a folder into which a command writes, with those above it.
 *
 * @param named what a person typed before it, such as `--out` @throws {Failure} when it cannot be made or written
 */
export function makeFolder(folder: string, named: string): void {
  // The nearest folder that is there must take another: Node tries for ever to make folders below /proc.
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  try {
    rmdirSync(mkdtempSync(join(there, ".writable-")));
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Failure(`${named} must be a folder that can be written, got ${folder}: ${(error as Error).message}`);
  }
}

/**
 * Asks before long work whether a file can be written at its end; what it holds stays.
 *
 * @throws {Failure} when it cannot
 */
export function checkFile(file: string, named: string): void {
  const isThere = existsSync(file);
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new Failure(
      `${named} must be a file that can be written, got ${JSON.stringify(file)}: ${(error as Error).message}`,
    );
  }
  if (!isThere) rmSync(file, { force: true });
}

/** @throws {Failure} when what a command writes would be taken for a source of the app or of its image */
export function refuseSources(folder: string, projectDirectory: string, named: string): void {
  const [top = ""] = relative(projectDirectory, folder).split(sep);
  if (top === "" || top === ".." || !isSource(projectDirectory, top)) return;
  throw new Failure(`${named} must not lie in ${top}/, where the project has its sources, got ${folder}`);
}

function isSource(projectDirectory: string, top: string): boolean {
  if (IMAGE_SOURCES.has(top)) return true;
  const folder = resolve(projectDirectory, top);
  if (!existsSync(folder) || top.startsWith(".")) return false;
  return (
    top === "node_modules" || readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(".ts"))
  );
}
