import { execFileSync } from "node:child_process";
import { ENVIRONMENT_LABEL, execAtTerminal, PROJECT_LABEL, WORDPRESS } from "../cli/docker";
import { Failure } from "../cli/outcome";
import { meantOf } from "../cli/running-site";

/**
 * Runs a command in the task that `npm start` runs, with this terminal.
 *
 * @param but environment that is not meant @default - none
 * @returns its exit code @throws {Failure} when nothing runs
 */
export function runInLocalTask(projectDirectory: string, command: readonly string[], but?: string): Promise<number> {
  const container = runningContainer(projectDirectory, but);
  if (container === undefined) throw new Failure("nothing runs here: npm start first, or name --environment for AWS");
  return execAtTerminal(container, command);
}

/**
 * Name of the newest task that `npm start` runs: of the only environment that runs, else of `dev`.
 *
 * @param but environment that is not meant @default - none
 */
export function runningContainer(projectDirectory: string, but?: string): string | undefined {
  const tasks = runningTasks(projectDirectory).filter(({ environment }) => environment !== but);
  const meant = meantOf([...new Set(tasks.map(({ environment }) => environment))].sort());
  return tasks.find(({ environment }) => environment === meant)?.name;
}

/** Newest first. */
function runningTasks(projectDirectory: string): { name: string; environment: string }[] {
  const filter = `label=${PROJECT_LABEL}=${projectDirectory}`;
  const format = `{{.Names}} {{.Label "${ENVIRONMENT_LABEL}"}}`;
  try {
    const lines = execFileSync("docker", ["ps", "--filter", filter, "--format", format], { encoding: "utf8" });
    return lines
      .split("\n")
      .map((line) => line.split(" "))
      .map(([name = "", environment = ""]) => ({ name, environment }))
      .filter(({ name }) => WORDPRESS.test(name));
  } catch {
    throw new Failure("Docker does not answer: start it, or name --environment for AWS");
  }
}
