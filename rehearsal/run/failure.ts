import { Failure } from "../../cli/outcome";

const DISK_IS_FULL = "the disk is full: free some space (`docker system df` shows what Docker uses), then run it again";

/** What to do about trouble of the machine, by Node's code for it. */
const WAYS_OUT: Record<string, string> = {
  ENOSPC: DISK_IS_FULL,
  EMFILE: "too many open files: raise the limit with `ulimit -n 8192`, then run it again",
  ECONNREFUSED:
    "something that was needed stopped answering (is Docker running?): start it, then `npm run stop` removes what is left",
  ENOENT: "a file or a program is missing: run ./setup.sh",
};

/** The same by what programs write, such as the Docker Engine: they give no code, and Terraform breaks their lines. */
const WAYS_OUT_BY_TEXT: readonly (readonly [RegExp, string])[] = [
  [/no\s+space\s+left\s+on\s+device/i, DISK_IS_FULL],
  [
    /Step \d+\/\d+ : FROM .*\n.*(registry|pull access denied|manifest unknown|no such host|i\/o timeout)/,
    "the image's base is not on this machine, and its registry does not answer: run ./setup.sh, which builds it where it cannot be pulled",
  ],
];

/** What went wrong and, on a line of its own, the way out; undefined for a fault of the program, which needs its stack trace. */
export function explain(error: unknown): string | undefined {
  const { code, address, syscall, message, statusCode } = error as NodeJS.ErrnoException & {
    address?: string;
    /** Of an answer of the Docker Engine. */
    statusCode?: number;
  };
  const [, told] = WAYS_OUT_BY_TEXT.find(([pattern]) => pattern.test(message)) ?? [];
  if (error instanceof Failure || told) return told ? `${message}\n${told}` : message;
  const docker = address?.includes("docker") ?? false;
  const way = docker ? WAYS_OUT.ECONNREFUSED : WAYS_OUT[code ?? ""];
  if (way && syscall) return `${way} (${message})`;
  return statusCode === undefined ? undefined : `Docker refuses: ${message.replace(/\s+/g, " ").trim()}`;
}
