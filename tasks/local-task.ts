import { execFileSync, spawn } from "node:child_process";
import { Failure } from "../cli/outcome";

/** Runs a command in the task that `npm start` runs, with this terminal. @returns its exit code @throws {Failure} when nothing runs */
export function runInLocalTask(projectDirectory: string, command: readonly string[]): Promise<number> {
  const container = runningContainer(projectDirectory);
  if (container === undefined) throw new Failure("nothing runs here: npm start first, or name --environment for AWS");
  const terminal = process.stdin.isTTY && process.stdout.isTTY ? ["--tty"] : [];
  const child = spawn("docker", ["exec", "--interactive", ...terminal, container, ...command], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}

function runningContainer(projectDirectory: string): string | undefined {
  const filter = `label=rehearsal.project=${projectDirectory}`;
  try {
    const names = execFileSync("docker", ["ps", "--filter", filter, "--format", "{{.Names}}"], { encoding: "utf8" });
    return names.split("\n").find((name) => /-task-[0-9a-f]{12}-wordpress$/.test(name));
  } catch {
    throw new Failure("Docker does not answer: start it, or name --environment for AWS");
  }
}
