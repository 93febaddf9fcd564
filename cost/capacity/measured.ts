import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";

/** What a page costs, as `npm run bench` measured it. */
export interface Measured {
  /** Processor time in the task, in milliseconds. */
  readonly cachedMs: number;
  readonly uncachedMs: number;
  /** The same of an uncached page with an object cache. */
  readonly uncachedWithCacheMs: number;
  /** A file of the page's size. */
  readonly fileMs: number;
  /** Processor time of the database for an uncached page, in milliseconds. */
  readonly databaseMs: number;
  /** The line of the bench that says where and when. */
  readonly circumstances: string;
}

const PAGE = join(__dirname, "..", "..", "docs", "benchmarks.md");

/** The figures of docs/benchmarks.md. @throws {Failure} naming the row that is missing and the command that writes it */
export function measured(file = PAGE): Measured {
  const page = existsSync(file) ? readFileSync(file, "utf8") : "";
  const capacity = section(page, "Capacity");
  const image = section(page, "Image");
  const uncached = cells(capacity, "uncached", "capacity");
  const uncachedMs = number(uncached[0]);
  const [plain, withCache] = [
    "uncached page, ours, requests/s",
    "uncached page, ours with the object cache, requests/s",
  ].map((row) => number(cells(image, row, "image")[0]));
  return {
    cachedMs: number(cells(capacity, "cached", "capacity")[0]),
    uncachedMs,
    uncachedWithCacheMs: uncachedMs * ((plain ?? 1) / (withCache ?? 1)),
    fileMs: number(cells(image, "static file of the page's size, ours", "image").at(-1)),
    databaseMs: number(uncached[1]),
    circumstances: capacity.split("\n").find((line) => /^\d{4}-\d\d-\d\d/.test(line)) ?? "",
  };
}

const section = (page: string, heading: string): string =>
  page.split(/^(?=## )/m).find((text) => text.startsWith(`## ${heading}\n`)) ?? "";

/** Cells of a row behind its first one. */
function cells(text: string, row: string, bench: string): string[] {
  const line = text.split("\n").find((one) => one.startsWith(`| ${row} |`));
  if (line === undefined)
    throw new Failure(`docs/benchmarks.md has no row ${JSON.stringify(row)}: npm run bench -- ${bench} writes it`);
  return line
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim())
    .filter(Boolean);
}

/** The number that a cell begins with. */
const number = (cell = ""): number => Number.parseFloat(cell);
