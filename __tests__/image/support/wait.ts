/** Waits in real time. For polling and for the pauses of a protocol; never in place of a condition. */
export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Asks until the answer is neither undefined, null nor false; an error counts as "not yet".
 * @param what words for the message when the time is over
 * @param seconds for what never comes true; a slow machine needs many. @default 240
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | null | false>,
  seconds = 240,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last: unknown = "no answer";
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await pause(50);
  }
  throw new Error(`not within ${seconds} s: ${what} (last: ${last instanceof Error ? last.message : String(last)})`);
}
