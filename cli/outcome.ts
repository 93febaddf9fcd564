import { CommanderError } from "commander";

/** Something that the person at the terminal can understand and mend; shown without a stack trace. */
export class Failure extends Error {}

/** Ctrl-C or SIGTERM while something ran. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}

export interface Words {
  /** What to say of an error; undefined leaves it to the system's own words, and a fault of the program is thrown on. @default - the message of a `Failure` */
  readonly explain?: (error: unknown) => string | undefined;
  /** What to say after Ctrl-C. @default - nothing */
  readonly interrupted?: string;
}

const messageOfFailure = (error: unknown): string | undefined => (error instanceof Failure ? error.message : undefined);

/** What the system refused: a file that cannot be written, a full disk. Its message names the reason, the call and mostly the path. */
const messageOfSystem = (error: unknown): string | undefined =>
  error instanceof Error && "syscall" in error && "code" in error ? error.message : undefined;

/** Runs a command. @returns its exit code: 0 done, 1 failed, 2 wrong arguments, 130 interrupted */
export async function exitCode(
  command: () => Promise<unknown>,
  { explain = messageOfFailure, interrupted }: Words = {},
): Promise<number> {
  try {
    await command();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) {
      if (interrupted !== undefined) console.error(interrupted);
      return 130;
    }
    const explanation = explain(error) ?? messageOfSystem(error);
    if (explanation === undefined) throw error;
    console.error(explanation);
    return 1;
  }
}
