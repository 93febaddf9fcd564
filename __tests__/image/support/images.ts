import { createHash } from "node:crypto";
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build, tryDocker } from "./docker";
import { onceInRun } from "./once-in-run";

const PROJECT = resolve(__dirname, "../../..");

/** The sources of the image. */
export const IMAGE_DIRECTORY = join(PROJECT, "image");

/** What of them is built. */
const SOURCES = ["Dockerfile", "build", "rootfs", "settings.json"];

const built = new Map<string, Promise<string>>();

/** The image as its sources are now, with an empty site/: built once for each content, found again by its tag. @returns the tag */
export function wordpressImage(): Promise<string> {
  return once("wordpress-on-ecs-test", contentHash(IMAGE_DIRECTORY, SOURCES), buildWordPress);
}

/** The image with what is in a directory as its site/. @returns the tag @throws with the end of the builder's output */
export function imageWithSite(site: string): Promise<string> {
  const hash = `${contentHash(IMAGE_DIRECTORY, SOURCES)}-${contentHash(site, ["."])}`;
  return once("wordpress-on-ecs-test-site", hash, (tag) => buildWordPress(tag, site));
}

/** Builds the image from a copy of the project's build context, in which site/ is another one. @param site @default - empty */
export async function buildWordPress(tag: string, site?: string, flags: readonly string[] = []): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "context-"));
  try {
    for (const name of [".dockerignore", "image"])
      cpSync(join(PROJECT, name), join(context, name), { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(context, "site"));
    if (site !== undefined) cpSync(site, join(context, "site"), { recursive: true });
    await build(context, tag, {}, ["--file", join(context, "image/Dockerfile"), ...flags]);
  } finally {
    rmSync(context, { recursive: true });
  }
}

/** An image with MariaDB and Valkey. @returns the tag */
export function servicesImage(): Promise<string> {
  const context = resolve(__dirname, "services");
  return once("wordpress-on-ecs-test-services", contentHash(context, ["Dockerfile"]), (tag) => build(context, tag));
}

function once(name: string, hash: string, make: (tag: string) => Promise<void>): Promise<string> {
  const tag = `${name}:${hash}`;
  const ensure = async () => {
    const { code } = await tryDocker(["image", "inspect", tag]);
    if (code !== 0) await make(tag);
  };
  const known = built.get(tag) ?? onceInRun(tag, ensure).then(() => tag);
  built.set(tag, known);
  return known;
}

/** Hash of paths, modes and contents, so that an edit, a rename and a changed mode all make another image. */
export function contentHash(root: string, sources: readonly string[]): string {
  const hash = createHash("sha256");
  const add = (path: string): void => {
    const stat = lstatSync(join(root, path));
    hash.update(`${path}\0${stat.mode & 0o777}\0`);
    if (stat.isSymbolicLink()) hash.update(readlinkSync(join(root, path)));
    else if (stat.isDirectory()) for (const entry of readdirSync(join(root, path)).sort()) add(join(path, entry));
    else hash.update(readFileSync(join(root, path)));
  };
  for (const source of sources) add(source);
  return hash.digest("hex").slice(0, 12);
}
