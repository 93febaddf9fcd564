import { spawn } from "node:child_process";
import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { PassThrough, type Readable } from "node:stream";
import { constants, createGunzip, gunzipSync } from "node:zlib";
import { Failure } from "../../cli/outcome";

/** Bytes that are read at once. */
const CHUNK = 1 << 20;

/** Bytes at the begin of a file that tell what it is. */
const HEAD = 1 << 16;

type Packing = "gzip" | "zstd" | "bzip2" | "xz";

const PACKINGS: readonly (readonly [begin: readonly number[], packing: Packing])[] = [
  [[0x1f, 0x8b], "gzip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd"],
  [[0x42, 0x5a, 0x68], "bzip2"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz"],
];

/** A file that may be packed. */
export interface PackedFile {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  readonly packing?: Packing;
  /** The first bytes of what is in it; of the file itself where only a program unpacks it. */
  readonly head: Buffer;
}

/** What is being read of a file. */
export interface Unpacked {
  readonly content: Readable;
  /** Bytes of the file that were read. */
  readonly read: () => number;
}

/** @throws {Failure} when it cannot be read, or is no file */
export function packedFile(path: string): PackedFile {
  const { head, size } = beginOf(path);
  const [, packing] = PACKINGS.find(([begin]) => begin.every((byte, place) => head[place] === byte)) ?? [];
  return { path, size, packing, head: packing === "gzip" ? unpackedHead(head) : head };
}

function beginOf(path: string): { head: Buffer; size: number } {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Failure(`${path} is no file`);
    const handle = openSync(path, "r");
    const head = Buffer.alloc(HEAD);
    const length = readSync(handle, head, 0, head.length, 0);
    closeSync(handle);
    return { head: head.subarray(0, length), size: stat.size };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function unpackedHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return head;
  }
}

/** What is in a file. The stream fails with a {Failure} where the file is damaged. */
export function unpack({ path, packing }: PackedFile): Unpacked {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  const read = () => file.bytesRead;
  if (packing === undefined) return { content: failing(file, `${path} cannot be read`), read };
  const unpacked = packing === "gzip" ? throughGunzip(file) : throughProgram(file, packing);
  file.once("error", (error) => unpacked.destroy(error));
  return { content: failing(unpacked, `${path} is no whole ${packing} file`), read };
}

/** The same stream, with an error that says which file it is about. */
function failing(from: Readable, text: string): Readable {
  const to = new PassThrough({ highWaterMark: CHUNK });
  from.once("error", (error) => to.destroy(new Failure(`${text}: ${error.message}`)));
  to.once("close", () => from.destroy());
  return from.pipe(to);
}

function throughGunzip(file: Readable): Readable {
  return file.pipe(createGunzip({ chunkSize: CHUNK }));
}

/** By a program, since Node 20 knows none of these itself. */
function throughProgram(file: Readable, name: string): Readable {
  const program = spawn(name, ["-dc"], { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const plain = new PassThrough({ highWaterMark: CHUNK });
  let said = "";
  program.stderr.on("data", (data: Buffer) => {
    said += data.toString();
  });
  program.once("error", () =>
    plain.destroy(new Error(`the program ${name} is not installed: install it, or unpack the file first`)),
  );
  // The end is that of the program: what it has written until then may be half.
  program.once("close", (code) => (code === 0 ? plain.end() : plain.destroy(new Error(said.trim()))));
  program.stdin.on("error", () => file.unpipe(program.stdin));
  plain.once("close", () => program.kill());
  file.pipe(program.stdin);
  program.stdout.pipe(plain, { end: false });
  return plain;
}
