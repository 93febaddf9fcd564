import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pause } from "./wait";

/**
 * Does something once in a run of the tests, whichever of its processes asks first; the others wait for it. What has failed
 * stays failed. The run has a directory for temporary files to itself, so nothing of a former run is found.
 *
 * @throws what the work threw, in the words of its message
 */
export async function onceInRun(name: string, work: () => Promise<void>): Promise<void> {
  const directory = join(tmpdir(), `once-${name.replace(/\W+/g, "-")}`);
  const result = join(directory, "result");
  if (isFirst(directory)) {
    const problem = await work().then(
      () => "",
      (error) => String(error?.message ?? error),
    );
    writeFileSync(`${result}.new`, problem);
    renameSync(`${result}.new`, result);
  }
  const problem = await ended(result);
  if (problem !== "") throw new Error(problem);
}

function isFirst(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** The timeout of the test or hook that waits is the bound. */
async function ended(result: string): Promise<string> {
  for (;;) {
    try {
      return readFileSync(result, "utf8");
    } catch {
      await pause(100);
    }
  }
}
