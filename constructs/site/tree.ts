import { accessSync, constants, existsSync, readdirSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** What cannot be seen in a name, or ends a line of a list of names. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|^\s|\s$/u;

/**
 * Names that cannot be laid out, links that lead out of site/ or nowhere, and what the person who deploys may not read.
 *
 * @param mayRead whether that person may read a file; asks the system unless it is given
 */
export function treeProblems(directory: string, mayRead: (path: string) => boolean = isReadable): string[] {
  const problems: string[] = [];
  const root = realpathSync(directory);
  const walk = (folder: string): void => {
    for (const entry of entriesOf(folder, problems, directory)) {
      const path = join(folder, entry.name);
      const said = `site/${relative(directory, path).split(sep).join("/")}`;
      if (UNSEEN.test(entry.name))
        problems.push(`${shown(said)}: a name must have no character that nobody sees, and no space at an end`);
      if (entry.isSymbolicLink()) problems.push(...linkProblems(path, said, root));
      else if (entry.isDirectory()) walk(path);
      else if (!entry.isFile()) problems.push(`${said} is neither a file nor a folder`);
      else if (!mayRead(path)) problems.push(`${said} cannot be read: chmod -R u+rX site`);
    }
  };
  walk(directory);
  return problems;
}

function entriesOf(folder: string, problems: string[], directory: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    problems.push(`site/${relative(directory, folder)} cannot be read: chmod -R u+rX site`);
    return [];
  }
}

/** The build gets site/ alone, so a link leads within it. */
function linkProblems(path: string, said: string, root: string): string[] {
  if (!existsSync(path)) return [`${said} is a link that leads nowhere`];
  const target = realpathSync(path);
  return target.startsWith(root + sep) ? [] : [`${said} is a link that leads out of site/: copy what it points at`];
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** As `\u200b`, what nobody would see. */
const shown = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`,
  );
