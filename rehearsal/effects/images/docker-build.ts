import { stripVTControlCharacters } from "node:util";
import type { Runner } from "../../run/processes";

/** What tells why a build failed. */
const LAST_LINES = 30;

/**
 * `docker build`, by the builder that every engine has.
 *
 * @param args what comes behind `docker build`
 * @throws with the last lines that it wrote
 */
export async function dockerBuild(
  processes: Runner,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  const { code, output } = await processes.run("docker", ["build", ...args], {
    cwd: process.cwd(),
    env: { ...process.env, DOCKER_BUILDKIT: "0" },
    onLine: (line) => onLine(stripVTControlCharacters(line).trim()),
  });
  if (code === 0) return;
  const lines = stripVTControlCharacters(output).trimEnd().split("\n").slice(-LAST_LINES);
  throw new Error(`docker build ${args.at(-1)} failed\n${lines.join("\n")}`);
}
