import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { keepOutputs, readerGone } from "../../cli/outputs";

/** Outputs that say what they cannot do when the test says so. */
function outputs() {
  const stdout = new EventEmitter();
  const stderr = Object.assign(new EventEmitter(), { write: vi.fn(() => true) });
  const failed = vi.fn();
  keepOutputs(failed, { stdout, stderr } as unknown as Parameters<typeof keepOutputs>[1]);
  return { stdout, stderr, failed };
}

const because = (code: string) => Object.assign(new Error(`${code}: write`), { code });

test("a full disk behind standard output is said, and the command has failed", () => {
  const { stdout, stderr, failed } = outputs();
  stdout.emit("error", because("ENOSPC"));
  expect(stderr.write).toHaveBeenCalledWith("standard output takes nothing: ENOSPC: write\n");
  expect(failed).toHaveBeenCalledOnce();
  stderr.emit("error", because("ENOSPC"));
  expect(failed).toHaveBeenCalledTimes(2);
});

test("a reader that is gone is no failure, and whoever only writes hears of it", () => {
  const { stdout, stderr, failed } = outputs();
  expect(readerGone.aborted).toBe(false);
  stderr.emit("error", because("EIO"));
  expect(readerGone.aborted).toBe(false);
  stdout.emit("error", because("EPIPE"));
  expect(readerGone.aborted).toBe(true);
  expect(failed).not.toHaveBeenCalled();
  expect(stderr.write).not.toHaveBeenCalled();
});
