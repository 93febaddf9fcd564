import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { headerIn } from "./header";
import { zipEntries } from "./zip-directory";

const HASHES = "SHA256SUMS";
/** Bytes of a theme or a plugin; a gigabyte is ten times what the largest have. */
const MOST_BYTES = 2 ** 30;

/** A theme or a plugin in a zip. */
export interface ZippedUnit {
  /** Below wp-content, such as plugins/shop. */
  readonly path: string;
  readonly said: string;
}

/** What the zips bring, and what is wrong with them: no hash in SHA256SUMS or another one, a hash without a zip, and what cannot be laid out. */
export function readZips(directory: string): {
  readonly units: readonly ZippedUnit[];
  readonly problems: readonly string[];
} {
  if (!existsSync(directory)) return { units: [], problems: [] };
  const files = readdirSync(directory).filter((name) => !name.startsWith(".") && name !== "README.md");
  const hashes = files.includes(HASHES) ? readHashes(readFileSync(join(directory, HASHES), "utf8")) : new Map();
  const read = files
    .filter((name) => name !== HASHES)
    .map((name): ZippedUnit | string => {
      const said = `site/zips/${name}`;
      if (!name.endsWith(".zip")) return `${said} is no zip`;
      const content = readFileSync(join(directory, name));
      const hash = createHash("sha256").update(content).digest("hex");
      const listed: string | undefined = hashes.get(name);
      if (listed === undefined) return `${said} has no hash in site/zips/${HASHES}; it is ${hash}`;
      if (listed !== hash) return `${said} has the hash ${hash}, and site/zips/${HASHES} says ${listed}`;
      return unitOf(said, content);
    });
  const missing = [...hashes.keys()].filter((name) => !files.includes(name));
  return {
    units: read.filter((one) => typeof one !== "string"),
    problems: [
      ...read.filter((one) => typeof one === "string"),
      ...missing.map((name) => `site/zips/${HASHES} names ${name}, which does not exist`),
    ],
  };
}

/** The theme or the plugin of a zip, or what is wrong with it. */
function unitOf(said: string, zip: Buffer): ZippedUnit | string {
  const entries = zipEntries(zip)?.filter(({ name }) => !name.startsWith("__MACOSX/"));
  if (entries === undefined) return `${said} is no zip`;
  const outside = entries.find(({ name }) => /^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)/i.test(name));
  if (outside) return `${said} holds ${JSON.stringify(outside.name)}, which would lie outside of its folder`;
  const link = entries.find(({ isLink }) => isLink);
  if (link) return `${said} holds the link ${link.name}: pack what it points at`;
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MOST_BYTES) return `${said} unpacks to ${bytes} bytes, more than ${MOST_BYTES}`;
  const [root = "", ...others] = new Set(entries.map(({ name }) => name.split("/")[0] ?? ""));
  const isFolder = entries.every(({ name }) => name.startsWith(`${root}/`));
  if (root === "" || others.length > 0 || !isFolder) return `${said} must hold one folder, the theme or the plugin`;
  const has = (pattern: RegExp, header: string) =>
    entries.some(({ name, content }) => {
      const text = pattern.test(name.slice(root.length + 1)) ? content() : undefined;
      return text !== undefined && headerIn(text, header);
    });
  if (has(/^style\.css$/, "Theme Name")) return { path: `themes/${root}`, said };
  if (has(/^[^/]+\.php$/, "Plugin Name")) return { path: `plugins/${root}`, said };
  return `${said}: ${root} has neither a style.css with a header "Theme Name" nor a PHP file with a header "Plugin Name"`;
}

/** As sha256sum writes them: the hash, two spaces or a space and an asterisk, the name. */
function readHashes(text: string): Map<string, string> {
  const lines = text
    .replace(/^\ufeff/, "")
    .split("\n")
    .map((line) => /^([0-9a-f]{64}) [ *](.+)$/i.exec(line.trim()));
  return new Map(lines.flatMap((match) => (match ? [[match[2] ?? "", (match[1] ?? "").toLowerCase()]] : [])));
}
