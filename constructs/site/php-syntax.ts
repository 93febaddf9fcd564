import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where a person edits PHP. */
const FOLDERS = ["themes", "plugins", "mu-plugins", "wp-config.d"];

/** Parses each file that is named on its input and runs none; says nothing where it is older than the image's PHP, which knows more words. */
const PARSER = `
if (PHP_VERSION_ID < 80400) exit;
foreach (explode("\\0", stream_get_contents(STDIN)) as $file) {
  try { token_get_all((string) file_get_contents($file), TOKEN_PARSE); }
  catch (ParseError $error) { echo $file, ':', $error->getLine(), ': ', $error->getMessage(), "\\n"; }
}`;

/**
 * Files of site/ that PHP cannot parse, by the PHP of this machine; none where it has none that is new enough. The build asks the image's.
 *
 * @param php the program's name or path
 */
export function phpSyntaxProblems(directory: string, php = "php"): string[] {
  const files = FOLDERS.flatMap((folder) => phpFiles(directory, folder));
  if (files.length === 0) return [];
  const { status, stdout } = spawnSync(php, ["-d", "memory_limit=-1", "-r", PARSER], {
    cwd: directory,
    input: files.join("\0"),
    encoding: "utf8",
  });
  return status === 0 ? stdout.split("\n").flatMap((line) => (line === "" ? [] : [`site/${line}`])) : [];
}

function phpFiles(directory: string, folder: string): string[] {
  if (!existsSync(join(directory, folder))) return [];
  return readdirSync(join(directory, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".php"))
    .map((name) => `${folder}/${name}`)
    .sort();
}
