import { spawn } from "node:child_process";
import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { PassThrough, type Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { Failure } from "../../cli/outcome";

/** The line by which the importing command knows that nothing is missing. */
const END = "\n-- wp-image: end of the dump\n";

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

/** What other files begin with, and what to do with them. */
const REFUSED: readonly (readonly [begin: readonly number[], refusal: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], "is a zip archive: unpack it, and import the .sql file in it"],
  [[0x42, 0x5a, 0x68], "is compressed by bzip2: unpack it first (bunzip2)"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "is compressed by xz: unpack it first (unxz)"],
  [[0xff, 0xfe], "is in UTF-16: write it in UTF-8 first (iconv -f UTF-16 -t UTF-8)"],
  [[0xfe, 0xff], "is in UTF-16: write it in UTF-8 first (iconv -f UTF-16 -t UTF-8)"],
  [[0x50, 0x47, 0x44, 0x4d, 0x50], "is a dump of PostgreSQL, which WordPress does not run on"],
];

export interface Dump {
  /** The SQL, and a last line that marks its end. */
  readonly sql: Readable;
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes of the file that were read. */
  readonly read: () => number;
}

/**
 * The SQL of a file that may be compressed by gzip or zstd.
 *
 * @throws {Failure} when there is no such file, or it is of another kind
 */
export function openDump(path: string): Dump {
  const begin = firstBytes(path);
  const beginsWith = (bytes: readonly number[]) => bytes.every((byte, place) => begin[place] === byte);
  const [, refusal] = REFUSED.find(([bytes]) => beginsWith(bytes)) ?? [];
  if (refusal !== undefined) throw new Failure(`${path} ${refusal}`);
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const sql = new Marked();
  const fail = (text: string) => (error: Error) => sql.destroy(new Failure(`${path} ${text}: ${error.message}`));
  file.once("error", fail("cannot be read"));
  if (beginsWith(GZIP)) file.pipe(createGunzip()).once("error", fail("is no whole gzip file")).pipe(sql);
  else if (beginsWith(ZSTD)) unzstd(file).once("error", fail("is no whole zstd file")).pipe(sql);
  else file.pipe(sql);
  return { sql, size: statSync(path).size, read: () => file.bytesRead };
}

function firstBytes(path: string): Buffer {
  try {
    if (!statSync(path).isFile()) throw new Failure(`${path} is no file`);
    const handle = openSync(path, "r");
    const bytes = Buffer.alloc(8);
    readSync(handle, bytes, 0, bytes.length, 0);
    closeSync(handle);
    return bytes;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** By the program `zstd`, since Node 20 has none of its own. */
function unzstd(file: Readable): Readable {
  const program = spawn("zstd", ["-dc"], { stdio: ["pipe", "pipe", "pipe"] });
  const plain = new PassThrough();
  let said = "";
  program.stderr.on("data", (data: Buffer) => {
    said += data.toString();
  });
  program.once("error", () =>
    plain.destroy(new Error("the program zstd is not there: install it, or unpack the file first")),
  );
  // The end is that of the program: what it has written until then may be half.
  program.once("close", (code) => (code === 0 ? plain.end() : plain.destroy(new Error(said.trim()))));
  program.stdin.on("error", () => file.unpipe(program.stdin));
  file.pipe(program.stdin);
  program.stdout.pipe(plain, { end: false });
  return plain;
}

/** Hands everything on, and after its end the mark. */
class Marked extends Transform {
  override _transform(chunk: Buffer, _: string, done: (error: null, chunk: Buffer) => void): void {
    done(null, chunk);
  }

  override _flush(done: (error: null, chunk: string) => void): void {
    done(null, END);
  }
}
