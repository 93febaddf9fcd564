import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const text = readFileSync(resolve(__dirname, "../../docs/site.md"), "utf8");

/** The files of site/ that docs/site.md shows: content by path below site/. */
export const shownFiles: Readonly<Record<string, string>> = Object.fromEntries(
  [...text.matchAll(/^`site\/(\S+)`\n```\w+\n([\s\S]*?)^```$/gm)].map(([, path = "", body = ""]) => [path, body]),
);

/** The lines of an environment that it shows, by the setting that each begins with. */
export const shownSettings: Readonly<Record<string, string>> = Object.fromEntries(
  (/^`environments\/small-production\.ts`.*\n```ts\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? "")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => [/^ *(\w+): /.exec(line)?.[1] ?? "", line]),
);
