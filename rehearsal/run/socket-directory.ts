import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";
import { alive } from "./processes";

const NAME = /^rehearsal-(\d+)-/;

/** Bytes of the longest path that every system takes for a unix socket: macOS has 104 with the zero at the end, Linux 108 (unix(4), unix(7)). */
const LONGEST_PATH = 103;
/** What the directory's name and the longest socket in it take. */
const NEEDED = "/rehearsal-4194304-XXXXXX/terraform-provider.sock".length;

/**
 * A directory of this process for unix sockets, whose paths must be short; removes those of processes that are gone.
 * @throws {Failure} when the parent's own path is too long
 */
export function socketDirectory(parent = tmpdir()): string {
  const longest = LONGEST_PATH - NEEDED;
  const length = Buffer.byteLength(parent);
  if (length > longest)
    throw new Failure(
      `TMPDIR is too long for unix sockets (${length} bytes, at most ${longest}): ${parent}; set TMPDIR to a shorter path, such as /tmp`,
    );
  for (const name of readdirSync(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid && !alive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(parent, `rehearsal-${process.pid}-`));
}
