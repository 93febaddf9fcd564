/** What a stream says whose reader is gone: `| head` has what it wanted, or the terminal was closed. */
const READER_GONE: ReadonlySet<string | undefined> = new Set(["EPIPE", "EIO"]);

type Output = Pick<NodeJS.WriteStream, "on">;

export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output & Pick<NodeJS.WriteStream, "write">;
}

const reader = new AbortController();

/** Aborted once nobody reads standard output any more: a command that only writes may end then. */
export const readerGone: AbortSignal = reader.signal;

/**
 * Outlives whoever reads: what was begun is still ended in order. An output that takes nothing for another reason, such as a full
 * disk, is named on standard error.
 *
 * @param failed is called then: the command has not done what it should
 */
export function keepOutputs(failed: () => void, { stdout, stderr }: Outputs = process): void {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (READER_GONE.has(error.code)) return reader.abort();
    failed();
    stderr.write(`standard output takes nothing: ${error.message}\n`);
  });
  stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code)) failed();
  });
}
