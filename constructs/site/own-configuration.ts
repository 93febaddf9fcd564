import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import contract from "../../image/settings.json";

const SETTINGS = "docs/settings.md";

/** Settings of PHP and constants of WordPress that are the image's own. */
export function configurationProblems(directory: string): string[] {
  return [...phpIniProblems(join(directory, "php.ini")), ...constantProblems(join(directory, "wp-config.d"))];
}

function phpIniProblems(file: string): string[] {
  if (!existsSync(file)) return [];
  const own = new Set(contract.phpIni);
  return keysOf(readFileSync(file, "utf8"))
    .filter((key) => own.has(key.toLowerCase()))
    .map((key) => `site/php.ini: ${key} is the image's own; see ${SETTINGS} for the setting`);
}

const keysOf = (ini: string): string[] => [...ini.matchAll(/^\s*([\w.]+)\s*=/gm)].map(([, key = ""]) => key);

function constantProblems(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".php") && !name.startsWith("."));
  return files.sort().flatMap((name) => {
    const code = withoutComments(readFileSync(join(folder, name), "utf8"));
    const own = contract.constants.filter((constant) => defines(code, constant));
    const said = `site/wp-config.d/${name}`;
    return [
      ...own.map((constant) => `${said}: ${constant} is the image's own; see ${SETTINGS} for the setting`),
      ...(/\$table_prefix\s*=(?!=)/.test(code)
        ? [`${said}: the prefix of tables is the setting site.tablePrefix`]
        : []),
    ];
  });
}

const defines = (code: string, constant: string): boolean =>
  new RegExp(`\\bdefine\\s*\\(\\s*(['"])\\\\?${constant}\\1|^\\s*const\\s+${constant}\\b`, "m").test(code);

/** Without comments that have their lines to themselves: `//` in the middle of one may be an address. */
const withoutComments = (code: string): string =>
  code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*(?:\/\/|#(?!\[)).*$/gm, "");
