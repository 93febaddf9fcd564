import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "..", "..", "..");

/** Paths of everything written for people, from the root of the project. */
export const documents: readonly string[] = [
  "README.md",
  "CHANGELOG.md",
  "UPGRADING.md",
  "image/README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path))
    .sort(),
];

export const read = (path: string): string => readFileSync(join(root, path), "utf8");

export interface ShellBlock {
  readonly document: string;
  /** Its first line says that it talks to an AWS account. */
  readonly needsAws: boolean;
  /** One command each, without prompts, comments and what only sets a variable. */
  readonly commands: readonly string[];
}

const NEEDS_AWS = "# needs AWS";

/** Every fenced block of shell commands in a document. */
export function shellBlocks(document: string): ShellBlock[] {
  return [...read(document).matchAll(/^( *)```sh\n([\s\S]*?)^\1```$/gm)].map(([, indent = "", body = ""]) => {
    const lines = body.split("\n").map((line) => line.slice(indent.length));
    return {
      document,
      needsAws: lines[0] === NEEDS_AWS,
      commands: lines
        .join("\n")
        .replaceAll("\\\n", " ")
        .split("\n")
        .map((line) => line.replace(/(^|\s{2,})#.*$/, "").trim())
        .flatMap((line) => line.split(" && "))
        .filter((line) => line !== ""),
    };
  });
}

/** The text outside fenced blocks. */
const prose = (document: string): string => read(document).replace(/^( *)```[\s\S]*?^\1```$/gm, "");

/** Anchors of a document's headings, as GitHub makes them. */
export function anchors(document: string): Set<string> {
  const seen = new Map<string, number>();
  const all = [...prose(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(all);
}

/** Targets of the links and pictures in a document. */
export function links(document: string): string[] {
  return [...prose(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
}

/** Inline code that looks like a command of this project. */
export function inlineCommands(document: string): string[] {
  return [...prose(document).matchAll(/`((?:npm|npx|\.\/setup\.sh)\b[^`\n]*)`/g)].map(([, command = ""]) => command);
}
