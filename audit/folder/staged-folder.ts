import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "../../cli/outcome";
import { makeFolder } from "../../cli/places";
import { compareTexts } from "../../terraform/json";
import { type FileRecord, hashFile, isAuditManifest } from "./manifest";

/**
 * A folder that is written beside its place and takes it in one step when it is complete. Until then, and when the work is
 * broken off, what was there before stays.
 */
export class StagedFolder {
  readonly directory: string;
  private readonly paths = new Set<string>();

  /** @throws {Failure} when the place holds something that is not an earlier audit, or cannot be written */
  constructor(private readonly target: string) {
    refuseForeign(target);
    this.directory = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
    makeFolder(dirname(this.directory), "--out");
    rmSync(this.directory, { recursive: true, force: true });
    mkdirSync(this.directory);
  }

  write(path: string, content: string): void {
    writeFileSync(this.prepare(path), content);
  }

  /** Copies the content and whether it may be executed; other permissions differ between machines. Links stay links. */
  copy(path: string, source: string): void {
    const file = this.prepare(path);
    if (lstatSync(source).isSymbolicLink()) {
      symlinkSync(readlinkSync(source), file);
      return;
    }
    copyFileSync(source, file);
    chmodSync(file, statSync(source).mode & 0o100 ? 0o755 : 0o644);
  }

  /** All files so far, with their hashes. */
  records(): Record<string, FileRecord> {
    const ordered = [...this.paths].sort(compareTexts);
    return Object.fromEntries(ordered.map((path) => [path, hashFile(join(this.directory, path))]));
  }

  /** Takes the place of what was there. */
  finish(): void {
    const former = join(dirname(this.target), `.${basename(this.target)}.${process.pid}.old`);
    if (existsSync(this.target)) renameSync(this.target, former);
    renameSync(this.directory, this.target);
    rmSync(former, { recursive: true, force: true });
  }

  discard(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private prepare(path: string): string {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    this.paths.add(path);
    return file;
  }
}

function refuseForeign(target: string): void {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory()) throw new Failure(`--out must be a folder, got the file ${target}`);
  if (readdirSync(target).length === 0) return;
  const manifest = join(target, "manifest.json");
  if (existsSync(manifest) && isAuditManifest(readFileSync(manifest, "utf8"))) return;
  throw new Failure(`--out must be new, empty or an earlier audit, got ${target}, which holds something else`);
}
