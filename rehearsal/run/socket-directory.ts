import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alive } from "./processes";

const NAME = /^rehearsal-(\d+)-/;

/** A directory of this process for unix sockets, whose paths must be short; removes those of processes that are gone. */
export function socketDirectory(parent = tmpdir()): string {
  for (const name of readdirSync(parent)) {
    const pid = NAME.exec(name)?.[1];
    if (pid && !alive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(parent, `rehearsal-${process.pid}-`));
}
