/**
 * For `node --import`, before tsx: it keeps files below TMPDIR, and where that takes none, it ends with a stack trace or not at all.
 */
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

try {
  rmdirSync(mkdtempSync(join(tmpdir(), "writable-")));
} catch (error) {
  console.error(
    `TMPDIR must be a folder that takes files, got ${tmpdir()} (${error.message}): set TMPDIR to another, such as /tmp`,
  );
  process.exit(1);
}
