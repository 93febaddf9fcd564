import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The unpacked contents of an npm package that is not a dependency of this project, fetched once and kept in .cache.
 * npm checks the package against the registry's own hash.
 *
 * @throws when the registry cannot be reached or has no such version.
 */
export async function publishedPackage(name: string, version: string): Promise<string> {
  const cache = join(__dirname, "..", "..", "..", ".cache");
  const home = join(cache, `${name.replace(/[@/]/g, "-").slice(1)}-${version}`);
  if (existsSync(home)) return join(home, "package");
  mkdirSync(cache, { recursive: true });
  const fetched = mkdtempSync(join(cache, "fetch-"));
  try {
    const { stdout } = await run("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", fetched]);
    await run("tar", ["-xzf", join(fetched, stdout.trim()), "-C", fetched]);
    renameSync(fetched, home);
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
  return join(home, "package");
}
