import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

const FILE = join(__dirname, "..", "docs", "benchmarks.md");
const TITLE =
  "# Benchmarks\n\nMeasured by `npm run bench`, each section in one run, side by side. Trust the ratios more than the digits.\n";

/** Middle value and the distance between the extremes, in seconds or whatever `values` are in. */
export function spread(values: readonly number[]): { median: number; least: number; most: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor((sorted.length - 1) / 2)), least: at(0), most: at(sorted.length - 1) };
}

/** The machine and the day, as each section says them. */
export function circumstances(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, ${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memory} GiB, Node ${process.version}`;
}

/** Writes one section of docs/benchmarks.md in place of its last version; the others stay. */
export function writeSection(heading: string, command: string, body: string): void {
  const old = existsSync(FILE) ? readFileSync(FILE, "utf8") : TITLE;
  const [head = TITLE, ...sections] = old.split(/^(?=## )/m);
  const section = `## ${heading}\n\n${circumstances()}. \`${command}\`\n\n${body.trim()}\n`;
  const others = sections.filter((text) => !text.startsWith(`## ${heading}\n`)).map((text) => `${text.trim()}\n`);
  writeFileSync(FILE, [`${head.trim()}\n`, ...others, section].join("\n"));
}
