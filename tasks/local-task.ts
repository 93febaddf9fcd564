import { execFileSync } from "node:child_process";
import { execAtTerminal, PROJECT_LABEL, WORDPRESS } from "../cli/docker";
import { Failure } from "../cli/outcome";

/** Runs a command in the task that `npm start` runs, with this terminal. @returns its exit code @throws {Failure} when nothing runs */
export function runInLocalTask(projectDirectory: string, command: readonly string[]): Promise<number> {
  const container = runningContainer(projectDirectory);
  if (container === undefined) throw new Failure("nothing runs here: npm start first, or name --environment for AWS");
  return execAtTerminal(container, command);
}

/** Name of the newest task that `npm start` runs. */
export function runningContainer(projectDirectory: string): string | undefined {
  const filter = `label=${PROJECT_LABEL}=${projectDirectory}`;
  try {
    const names = execFileSync("docker", ["ps", "--filter", filter, "--format", "{{.Names}}"], { encoding: "utf8" });
    return names.split("\n").find((name) => WORDPRESS.test(name));
  } catch {
    throw new Failure("Docker does not answer: start it, or name --environment for AWS");
  }
}
