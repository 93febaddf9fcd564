import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { hasHeader } from "./header";

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Files that a byte-order mark spoils: PHP that runs in each request would send it in front of every page and keep cookies from being set,
 * and whoever reads the others takes it for a part of the first word.
 */
export function byteOrderMarkProblems(directory: string): string[] {
  return read(directory)
    .filter((path) => begins(join(directory, path)))
    .map((path) => `site/${path} begins with a byte-order mark, which nobody sees: save it as UTF-8 without one`);
}

function read(directory: string): string[] {
  const files = (folder: string, ending: string) =>
    names(join(directory, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => `${folder}/${name}`)
      .filter((path) => statSync(join(directory, path)).isFile());
  const ofThemes = names(join(directory, "themes")).flatMap((name) =>
    ["functions.php", "theme.json"].map((file) => `themes/${name}/${file}`),
  );
  const ofPlugins = names(join(directory, "plugins"))
    .filter((name) => !name.endsWith(".php"))
    .flatMap((name) => files(`plugins/${name}`, ".php"))
    .filter((path) => hasHeader(join(directory, path), "Plugin Name"));
  return [
    ...ofThemes,
    ...ofPlugins,
    ...files("plugins", ".php"),
    ...files("mu-plugins", ".php"),
    ...files("wp-config.d", ".php"),
    ...files("nginx.d", ".conf"),
    ...["php.ini", "composer.json", "composer.lock", "zips/SHA256SUMS"],
  ].filter((path) => existsSync(join(directory, path)));
}

const names = (directory: string): string[] =>
  existsSync(directory) && statSync(directory).isDirectory() ? readdirSync(directory) : [];

function begins(file: string): boolean {
  const handle = openSync(file, "r");
  try {
    const start = Buffer.alloc(MARK.length);
    readSync(handle, start, 0, MARK.length, 0);
    return start.equals(MARK);
  } finally {
    closeSync(handle);
  }
}
