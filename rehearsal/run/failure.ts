/** Something that the person at the terminal can understand and mend; shown as one line without a stack trace. */
export class Failure extends Error {}

/** Ctrl-C or SIGTERM while something ran. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}
