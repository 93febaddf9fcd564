import { statSync } from "node:fs";
import { basename } from "node:path";

const MIB = 1 << 20;

/** A file that an export writes. */
export interface Part {
  readonly what: "database" | "files";
  /** Words of `wp-image`. */
  readonly command: readonly string[];
  /** End of the file's name. */
  readonly ending: string;
  /** End of the name of the page that says what was masked. @default - nothing is masked */
  readonly report?: string;
}

export const FILES: Part = { what: "files", command: ["export-files"], ending: "-files.tar.gz" };

/** @param isForImport whether an import is to take it, which takes no network of sites */
export function databasePart(isMasked: boolean, isPublishedOnly: boolean, isForImport: boolean): Part {
  const words = [
    ...(isMasked ? ["--masked"] : []),
    ...(isPublishedOnly ? ["--published-only"] : []),
    ...(isForImport ? ["--for-import"] : []),
  ];
  return {
    what: "database",
    command: ["export-database", ...words],
    ending: isMasked ? "-masked.sql.gz" : ".sql.gz",
    report: isMasked ? "-masked.md" : undefined,
  };
}

/** A file that was written, with its size, as a line. */
export const sizeOf = (path: string): string => `${path}: ${(statSync(path).size / MIB).toFixed(1)} MiB`;

/** Key of a part in the bucket. */
export const keyOf = ({ ending }: Part): string => basename(ending).replace(/^-/, "").replace(/^\./, "dump.");
