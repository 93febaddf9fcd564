import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { composerContentHash } from "./composer-lock";
import { hasHeader } from "./header";
import { phpSyntaxProblems } from "./php-syntax";
import { zipProblems } from "./zips";

/** Everything that may lie in site/; docs/site.md says what each is for. */
const KNOWN = new Set([
  "README.md",
  "auth.json",
  "composer.json",
  "composer.lock",
  "languages",
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
  const known = [...KNOWN].sort().join(", ");
  return [
    ...names(directory)
      .filter((name) => !KNOWN.has(name))
      .map((name) => `site/${name} is nothing that is built; there may be ${known}`),
    ...["themes", "plugins"].flatMap((kind) => codeProblems(directory, kind)),
    ...composerProblems(directory),
    ...zipProblems(join(directory, "zips")),
    ...phpSyntaxProblems(directory),
    ...["wp-config.d:.php", "nginx.d:.conf"].flatMap((rule) => nameProblems(directory, rule)),
  ];
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
    if (OF_WORDPRESS.test(`${kind}/${name}`))
      return [`${said}: WordPress itself brings ${kind}/${name}; take another name`];
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

function composerProblems(directory: string): string[] {
  const [json, lock] = ["composer.json", "composer.lock"].map((name) => join(directory, name)) as [string, string];
  if (!existsSync(json)) return existsSync(lock) ? ["site/composer.lock is there without composer.json"] : [];
  const update = "run composer update in site/, and commit composer.lock";
  if (!existsSync(lock)) return [`site/composer.json has no composer.lock beside it: ${update}`];
  try {
    const { "content-hash": hash } = JSON.parse(readFileSync(lock, "utf8"));
    const fits = hash === composerContentHash(readFileSync(json, "utf8"));
    return fits ? [] : [`site/composer.lock does not fit composer.json: ${update}`];
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
