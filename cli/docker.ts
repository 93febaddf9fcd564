import { spawn } from "node:child_process";

/** Label of every container of a local run: the project's directory. */
export const PROJECT_LABEL = "rehearsal.project";

/** Names of the containers of tasks that serve WordPress. */
export const WORDPRESS = /-task-[0-9a-f]{12}-wordpress$/;

/** Runs a command in a running container, with this terminal. @returns its exit code */
export function execAtTerminal(container: string, command: readonly string[]): Promise<number> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY ? ["--tty"] : [];
  const child = spawn("docker", ["exec", "--interactive", ...terminal, container, ...command], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve(code ?? 1));
  });
}
