/**
 * ID of the lock that Terraform found taken, as it or cdktf prints it. The request's ID, which stands before it, is another.
 *
 * Nobody else uses the rehearsal's state (see run-lock.ts), so the lock is the rehearsal's own: the answer to Terraform's first request got
 * lost, and the repeated one found the lock taken. It may be released, and the command run once more.
 */
export function lockInTheWay(output: string): string | undefined {
  return /Error acquiring the state lock[\s\S]*?Lock Info:[\s\S]*?\bID:\s+(\S+)/.exec(output)?.[1];
}
