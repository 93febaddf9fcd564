import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import type { Commit } from "../project/commit";
import type { ProviderVersion } from "../project/stack";
import type { Project } from "../project/tools";

export interface FileRecord {
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** @default false */
  readonly executable?: boolean;
  /** Where a symbolic link leads; its hash is that of this text. */
  readonly link?: string;
}

/** What manifest.json says: enough to make the same folder again and to prove that nothing in it was changed. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly project: Project;
  /** Null when the app chose. */
  readonly environment: string | null;
  /** Null outside a git repository. */
  readonly commit: Commit | null;
  /** npm packages and programs that decide what the folder holds. */
  readonly tools: Readonly<Record<string, string>>;
  readonly providers: readonly ProviderVersion[];
  readonly terraform: readonly string[];
  /** Where the SBOM of the image is from: `image <tag>`, or `file`. Null when none was given. */
  readonly sbom: string | null;
  readonly stacks: readonly { readonly name: string; readonly dependencies: readonly string[] }[];
  readonly files: Readonly<Record<string, FileRecord>>;
}

export const FORMAT = "cdktf-audit/1";

export function hashFile(file: string): FileRecord {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) {
    const link = readlinkSync(file);
    return { sha256: sha256(link), size: link.length, link };
  }
  const content = readFileSync(file);
  const executable = (stats.mode & 0o100) !== 0;
  return { sha256: sha256(content), size: content.length, ...(executable ? { executable } : {}) };
}

/** One hash for all files: what `sha256sum` prints over their sorted lines. */
export function contentHash(files: Manifest["files"]): string {
  return sha256(
    Object.entries(files)
      .map(([path, { sha256: hash }]) => `${hash}  ${path}\n`)
      .join(""),
  );
}

export function isAuditManifest(text: string): boolean {
  try {
    return JSON.parse(text).format === FORMAT;
  } catch {
    return false;
  }
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
