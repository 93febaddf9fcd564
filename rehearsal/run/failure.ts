/** Something that the person at the terminal can understand and mend; shown as one line without a stack trace. */
export class Failure extends Error {}

/** Ctrl-C or SIGTERM while something ran. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}

/** What to do about trouble of the machine, by Node's code for it. */
const WAYS_OUT: Record<string, string> = {
  ENOSPC: "the disk is full: free some space (`docker system df` shows what Docker uses), then run it again",
  EMFILE: "too many open files: raise the limit with `ulimit -n 8192`, then run it again",
  ECONNREFUSED:
    "something that was needed stopped answering (is Docker running?): start it, then `npm run stop` removes what is left",
  ENOENT: "a file or a program is missing: run ./setup.sh",
};

/** One line for a person: what went wrong and the way out; undefined for a fault of the program, which needs its stack trace. */
export function explain(error: unknown): string | undefined {
  if (error instanceof Failure) return error.message;
  const { code, address, syscall, message } = error as NodeJS.ErrnoException & { address?: string };
  const docker = address?.includes("docker") ?? false;
  const way = docker ? WAYS_OUT.ECONNREFUSED : WAYS_OUT[code ?? ""];
  return way && syscall ? `${way} (${message})` : undefined;
}
