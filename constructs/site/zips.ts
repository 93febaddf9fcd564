import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const HASHES = "SHA256SUMS";

/** Zips without their hash in SHA256SUMS, or with another one; and hashes without their zip. */
export function zipProblems(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => !name.startsWith(".") && name !== "README.md");
  const hashes = files.includes(HASHES) ? readHashes(readFileSync(join(directory, HASHES), "utf8")) : new Map();
  const problems = files.flatMap((name) => {
    if (name === HASHES) return [];
    if (!name.endsWith(".zip")) return [`site/zips/${name} is no zip`];
    const hash = createHash("sha256")
      .update(readFileSync(join(directory, name)))
      .digest("hex");
    const listed: string | undefined = hashes.get(name);
    if (listed === undefined) return [`site/zips/${name} has no hash in site/zips/${HASHES}; it is ${hash}`];
    return listed === hash ? [] : [`site/zips/${name} has the hash ${hash}, and site/zips/${HASHES} says ${listed}`];
  });
  const missing = [...hashes.keys()].filter((name) => !files.includes(name));
  return [...problems, ...missing.map((name) => `site/zips/${HASHES} names ${name}, which does not exist`)];
}

/** As sha256sum writes them: the hash, two spaces or a space and an asterisk, the name. */
function readHashes(text: string): Map<string, string> {
  const lines = text.split("\n").map((line) => /^([0-9a-f]{64}) [ *](.+)$/i.exec(line.trim()));
  return new Map(lines.flatMap((match) => (match ? [[match[2] ?? "", (match[1] ?? "").toLowerCase()]] : [])));
}
