import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { Failure } from "../../cli/outcome";
import { type Unpacked, unpack } from "./packed-file";
import type { FilesSource } from "./sources";

/** A folder has no size; nothing in it can be larger than it is. */
const UNBOUND = Number.MAX_SAFE_INTEGER;

export interface ArchiveStream {
  readonly content: Readable;
  /** Bytes of all files together; folders count nothing. */
  readonly size: number;
  readonly read: () => number;
}

/**
 * All archives as one stream, as the image's import/sent-archives.php reads it: for each a line of JSON, then chunks that begin with their
 * length, the last of length 0; at the end the line "end". Where a file is damaged, the stream fails before that.
 */
export function openArchives(sources: readonly FilesSource[]): ArchiveStream {
  let done = 0;
  let current: Unpacked | undefined;
  async function* all(): AsyncGenerator<Buffer> {
    for (const source of sources) {
      yield Buffer.from(`${JSON.stringify(head(source))}\n`);
      current = opened(source);
      for await (const chunk of current.content) {
        yield length((chunk as Buffer).length);
        yield chunk;
      }
      yield length(0);
      done += current.read();
      current = undefined;
    }
    yield Buffer.from("end\n");
  }
  return {
    content: Readable.from(all(), { objectMode: true, highWaterMark: 4 }),
    size: sources.reduce((sum, source) => sum + ("file" in source ? source.file.size : 0), 0),
    read: () => done + (current?.read() ?? 0),
  };
}

function head(source: FilesSource): { name: string; kind: "tar" | "zip"; packed: number } {
  if (source.kind === "folder") return { name: source.name, kind: "tar", packed: UNBOUND };
  return { name: source.name, kind: source.kind, packed: source.file.size };
}

function length(bytes: number): Buffer {
  const written = Buffer.alloc(4);
  written.writeUInt32BE(bytes);
  return written;
}

function opened(source: FilesSource): Unpacked {
  if (source.kind !== "folder") return unpack(source.file);
  return { content: tarOf(source.path), read: () => 0 };
}

/** Folders by which WordPress's content is known. */
const CONTENT = new Set(["wp-content", "uploads", "plugins", "themes", "mu-plugins", "languages"]);

/** A folder as a tar archive. Where it does not hold WordPress's folders, it may be one: its own name is the first part of each path. */
function tarOf(path: string): Readable {
  // Without it, macOS adds a file to each (man tar there).
  const env = { ...process.env, COPYFILE_DISABLE: "1" };
  const holds = readdirSync(path).some((name) => CONTENT.has(name));
  const what = holds ? ["-C", path, "."] : ["-C", dirname(path), `./${basename(path)}`];
  const program = spawn("tar", ["-c", "-f", "-", ...what], { stdio: ["ignore", "pipe", "pipe"], env, detached: true });
  const tar = new PassThrough({ highWaterMark: 1 << 20 });
  let said = "";
  program.stderr.on("data", (data: Buffer) => {
    said += data.toString();
  });
  program.once("error", (error) => tar.destroy(new Failure(`tar did not start: ${error.message}`)));
  program.once("close", (code) =>
    code === 0 ? tar.end() : tar.destroy(new Failure(`${path} cannot be read: ${said.trim().split("\n")[0]}`)),
  );
  tar.once("close", () => program.kill());
  program.stdout.pipe(tar, { end: false });
  return tar;
}
