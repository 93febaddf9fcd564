import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { byteOrderMarkProblems } from "./byte-order-marks";
import { composerContentHash, type LockedUnit, lockedUnits } from "./composer-lock";
import { foldersOutside } from "./composer-repositories";
import { hasHeader } from "./header";
import { maskingProblems } from "./masking";
import { nginxProblems } from "./nginx-snippets";
import { configurationProblems } from "./own-configuration";
import { phpSyntaxProblems } from "./php-syntax";
import { treeProblems } from "./tree";
import { readZips, type ZippedUnit } from "./zips";

/** Everything that may lie in site/; docs/site.md says what each is for. */
const KNOWN = new Set([
  "README.md",
  "auth.json",
  "composer.json",
  "composer.lock",
  "languages",
  "masking.json",
  "mu-plugins",
  "nginx.d",
  "packages",
  "php.ini",
  "plugins",
  "themes",
  "vendor",
  "wp-config.d",
  "zips",
]);

/** Themes and plugins that come with WordPress. */
const OF_WORDPRESS = /^(?:themes\/twenty[a-z]+|plugins\/(?:akismet|hello\.php))$/;

/**
 * Refuses a site/ that could not be built, as far as can be told without the image; the build checks the rest.
 *
 * @throws with every problem at once
 */
export function checkSite(directory: string): void {
  const problems = existsSync(directory) ? siteProblems(directory) : ["the folder is missing; it may be empty"];
  if (problems.length === 0) return;
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  throw new Error([`site/ has ${count} (docs/site.md):`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
}

function siteProblems(directory: string): string[] {
  const tree = treeProblems(directory);
  let read: ReturnType<typeof readZips> | undefined;
  /** Once, since hashing takes a while. */
  const zips = () => (read ??= readZips(join(directory, "zips")));
  const others = [
    unknownProblems,
    ...["themes", "plugins"].map((kind) => (site: string) => codeProblems(site, kind)),
    mustUseProblems,
    composerProblems,
    () => zips().problems,
    (site: string) => unitProblems(site, zips().units),
    byteOrderMarkProblems,
    phpSyntaxProblems,
    configurationProblems,
    nginxProblems,
    maskingProblems,
    ...["wp-config.d:.php", "nginx.d:.conf"].map((rule) => (site: string) => nameProblems(site, rule)),
  ];
  return [
    ...tree,
    ...others.flatMap((check) => {
      try {
        return check(directory);
      } catch (error) {
        // A check that meets what the tree has said already: a link that leads nowhere, a file that nobody may read.
        if (tree.length > 0) return [];
        throw error;
      }
    }),
  ];
}

function unknownProblems(directory: string): string[] {
  const known = [...KNOWN].sort().join(", ");
  return names(directory)
    .filter((name) => !KNOWN.has(name))
    .map((name) => `site/${name} is nothing that is built; there may be ${known}`);
}

/** Names in a directory without hidden ones; none where it is not there. */
function names(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).filter((name) => !name.startsWith("."));
}

function codeProblems(directory: string, kind: string): string[] {
  return names(join(directory, kind)).flatMap((name) => {
    const said = `site/${kind}/${name}`;
    if (name === "README.md") return [];
    const path = join(directory, kind, name);
    const files = statSync(path).isDirectory() ? readdirSync(path).map((file) => join(path, file)) : [path];
    if (kind === "themes") {
      const style = join(path, "style.css");
      return files.includes(style) && hasHeader(style, "Theme Name")
        ? []
        : [`${said}: no style.css with a header "Theme Name"`];
    }
    const isPlugin = files.some((file) => file.endsWith(".php") && hasHeader(file, "Plugin Name"));
    return isPlugin ? [] : [`${said}: no PHP file with a header "Plugin Name"`];
  });
}

/** WordPress loads the PHP files right in mu-plugins/, and no folder: one of them has to load those. */
function mustUseProblems(directory: string): string[] {
  const all = names(join(directory, "mu-plugins"));
  if (all.some((name) => name.endsWith(".php"))) return [];
  return [
    ...all
      .filter((name) => statSync(join(directory, "mu-plugins", name)).isDirectory())
      .map((name) => `site/mu-plugins/${name}`),
    ...ofComposer(directory)
      .filter(({ path }) => path.startsWith("mu-plugins/"))
      .map((unit) => `site/composer.json's ${unit.package}`),
  ].map((said) => `${said} is loaded by nobody: write site/mu-plugins/NAME.php, which requires its main file`);
}

/** Two that would lie at one place, or where WordPress has its own. */
function unitProblems(directory: string, zipped: readonly ZippedUnit[]): string[] {
  const units = [
    ...["themes", "plugins", "mu-plugins"].flatMap((kind) =>
      names(join(directory, kind))
        .filter((name) => name !== "README.md")
        .map((name) => ({ path: `${kind}/${name}`, said: `site/${kind}/${name}` })),
    ),
    ...ofComposer(directory).map((unit) => ({ path: unit.path, said: `site/composer.json's ${unit.package}` })),
    ...zipped,
  ];
  const first = new Map<string, string>();
  return units.flatMap(({ path, said }) => {
    const before = first.get(path);
    first.set(path, before ?? said);
    if (OF_WORDPRESS.test(path)) return [`${said}: WordPress itself brings ${path}; take another name`];
    return before === undefined ? [] : [`${path} comes from ${before} and from ${said}: one must go`];
  });
}

/** What the lock installs; nothing where there is none, or none that can be read. */
function ofComposer(directory: string): LockedUnit[] {
  const lock = join(directory, "composer.lock");
  if (!existsSync(lock)) return [];
  try {
    return lockedUnits(readFileSync(lock, "utf8"));
  } catch {
    return [];
  }
}

function composerProblems(directory: string): string[] {
  const [json, lock] = ["composer.json", "composer.lock"].map((name) => join(directory, name)) as [string, string];
  if (!existsSync(json)) return existsSync(lock) ? ["site/composer.lock is there without composer.json"] : [];
  const update = "run composer update in site/, and commit composer.lock";
  if (!existsSync(lock)) return [`site/composer.json has no composer.lock beside it: ${update}`];
  try {
    const { "content-hash": hash } = JSON.parse(readFileSync(lock, "utf8"));
    const text = readFileSync(json, "utf8");
    return [
      ...(hash === composerContentHash(text) ? [] : [`site/composer.lock does not fit composer.json: ${update}`]),
      ...foldersOutside(text).map(
        (url) => `site/composer.json takes packages from ${url}; of folders the build gets site/packages alone`,
      ),
    ];
  } catch (error) {
    return [`site/composer.json and composer.lock must be JSON: ${error instanceof Error ? error.message : error}`];
  }
}

function nameProblems(directory: string, rule: string): string[] {
  const [folder = "", ending = ""] = rule.split(":");
  return names(join(directory, folder))
    .filter((name) => !name.endsWith(ending) && name !== "README.md")
    .map((name) => `site/${folder}/${name} is read by nobody: names end in ${ending}`);
}
