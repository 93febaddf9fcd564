import { stripVTControlCharacters } from "node:util";
import { Failure } from "../../../cli/outcome";
import type { Runner } from "../../run/processes";

/** What tells why a build failed. */
const LAST_LINES = 30;

/**
 * `docker build`, by the builder that every engine has; with secrets by BuildKit, which alone knows them.
 *
 * @param args what comes behind `docker build`
 * @throws with the last lines that it wrote
 */
export async function dockerBuild(
  processes: Runner,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  const hasSecrets = args.includes("--secret");
  if (hasSecrets) await requireBuildKit(processes, args);
  const { code, output } = await processes.run("docker", ["build", ...args], {
    cwd: process.cwd(),
    env: { ...process.env, DOCKER_BUILDKIT: hasSecrets ? "1" : "0" },
    onLine: (line) => onLine(stripVTControlCharacters(line).trim()),
  });
  if (code === 0) return;
  const lines = stripVTControlCharacters(output).trimEnd().split("\n").slice(-LAST_LINES);
  throw new Error(`docker build ${args.at(-1)} failed\n${lines.join("\n")}`);
}

async function requireBuildKit(processes: Runner, args: readonly string[]): Promise<void> {
  const { code } = await processes.run("docker", ["buildx", "version"], { cwd: process.cwd(), env: process.env });
  if (code !== 0)
    throw new Failure("a build with secrets needs docker-buildx, a plugin of the Docker client (docs/site.md)");
  const unset = args.flatMap((arg) => /^id=\w+,env=(\w+)$/.exec(arg)?.[1] ?? []).filter((name) => !process.env[name]);
  if (unset.length > 0) throw new Failure(`the build needs ${unset.join(", ")}, which is not set (docs/site.md)`);
}
