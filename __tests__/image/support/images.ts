import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, tryDocker } from "./docker";
import { onceInRun } from "./once-in-run";

/** The build context of the image. */
export const IMAGE_DIRECTORY = resolve(__dirname, "../../../image");

const built = new Map<string, Promise<string>>();

/** The image as its sources are now: built once for each content, found again by its tag. @returns the tag */
export function wordpressImage(): Promise<string> {
  return once("wordpress-on-ecs-test", IMAGE_DIRECTORY, ["Dockerfile", "build", "rootfs", "settings.json"]);
}

/** An image with MariaDB and Valkey. @returns the tag */
export function servicesImage(): Promise<string> {
  return once("wordpress-on-ecs-test-services", resolve(__dirname, "services"), ["Dockerfile"]);
}

function once(name: string, context: string, sources: readonly string[]): Promise<string> {
  const tag = `${name}:${contentHash(context, sources)}`;
  const known = built.get(tag) ?? onceInRun(tag, () => ensure(tag, context)).then(() => tag);
  built.set(tag, known);
  return known;
}

async function ensure(tag: string, context: string): Promise<void> {
  const { code } = await tryDocker(["image", "inspect", tag]);
  if (code !== 0) await build(context, tag);
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
