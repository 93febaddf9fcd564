import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../../cli/outcome";
import { type PackedFile, packedFile } from "./packed-file";

/** Files of a site: an archive, or a folder. */
export type FilesSource =
  | { readonly kind: "tar" | "zip"; readonly name: string; readonly file: PackedFile }
  | { readonly kind: "folder"; readonly name: string; readonly path: string };

export interface Sources {
  readonly dump?: PackedFile;
  readonly files: readonly FilesSource[];
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];

const UTF_16 = "is in UTF-16: write it in UTF-8 first (iconv -f UTF-16 -t UTF-8)";

/** What other files begin with, and what to do with them. */
const REFUSED: readonly (readonly [begin: readonly number[], refusal: string])[] = [
  [[0x52, 0x61, 0x72, 0x21], "is a rar archive: unpack it, and import the folder"],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "is a 7z archive: unpack it, and import the folder"],
  [[0xff, 0xfe], UTF_16],
  [[0xfe, 0xff], UTF_16],
  [[0x50, 0x47, 0x44, 0x4d, 0x50], "is a dump of PostgreSQL, which WordPress does not run on"],
];

const WPRESS =
  "is an archive of All-in-One WP Migration, whose format its makers do not describe: import an SQL dump of the database and a tar or zip archive of the files";

/** A backup of UpdraftPlus is several files, which its names tell apart (UpdraftPlus's FAQ, "What do the different backup files mean?"). */
const UPDRAFT = /^backup_.+-(?:(?:plugins|themes|uploads|others|mu-plugins)\d*\.zip|db\.gz)$/;

const TAR_BLOCK = 512;
const CHECKSUM = { from: 148, to: 156 };

/**
 * What the paths of a command line are: at most one dump, and any number of archives and folders.
 *
 * @throws {Failure} when one cannot be read or is of another kind, or there are two dumps
 */
export function sourcesOf(paths: readonly string[]): Sources {
  const found = paths.flatMap(expanded).map(sourceOf);
  const dumps = found.flatMap((source) => ("head" in source ? [source] : []));
  if (dumps.length > 1)
    throw new Failure(`two dumps of databases: ${dumps.map(({ path }) => path).join(" and ")}; import one of them`);
  return { dump: dumps[0], files: found.flatMap((source) => ("head" in source ? [] : [source])) };
}

/** A folder of UpdraftPlus's files stands for them. */
function expanded(path: string): string[] {
  if (!isFolder(path)) return [path];
  const parts = readdirSync(path).filter((name) => UPDRAFT.test(name));
  return parts.length === 0 ? [path] : parts.sort().map((name) => join(path, name));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function sourceOf(path: string): PackedFile | FilesSource {
  const name = basename(path);
  if (isFolder(path)) return { kind: "folder", name, path };
  const file = packedFile(path);
  const beginsWith = (bytes: readonly number[]) => bytes.every((byte, place) => file.head[place] === byte);
  const [, refusal] = REFUSED.find(([bytes]) => beginsWith(bytes)) ?? [];
  if (refusal !== undefined) throw new Failure(`${path} ${refusal}`);
  if (name.endsWith(".wpress")) throw new Failure(`${path} ${WPRESS}`);
  if (beginsWith(ZIP)) return { kind: "zip", name, file };
  if (isTar(file)) return { kind: "tar", name, file };
  if (isWide(file)) throw new Failure(`${path} ${UTF_16}`);
  return file;
}

/** Whether each character has two bytes, without the mark at the begin that says so. */
function isWide({ head }: PackedFile): boolean {
  return head.length > 3 && [0, 1].some((zero) => head[zero] === 0 && head[zero + 2] === 0 && head[1 - zero] !== 0);
}

/** By the checksum of the first block (POSIX.1-2008, "pax"), or by its name where only another program unpacks it. */
function isTar({ head, packing, path }: PackedFile): boolean {
  if (packing !== undefined && packing !== "gzip") return /\.(?:tar\.\w+|t(?:zst|bz2?|xz))$/i.test(path);
  if (head.length < TAR_BLOCK) return false;
  const said = Number.parseInt(head.toString("latin1", CHECKSUM.from, CHECKSUM.to).replaceAll("\0", " "), 8);
  let sum = 0;
  for (let at = 0; at < TAR_BLOCK; at++) sum += at >= CHECKSUM.from && at < CHECKSUM.to ? 0x20 : (head[at] as number);
  return said === sum;
}
