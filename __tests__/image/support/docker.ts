import { execFile, spawn } from "node:child_process";

/** Every container, volume, network and image of the tests has this label; `docker ps -a --filter label=…` finds leftovers. */
export const LABEL = "wordpress-on-ecs.test";

/** The label with the process that made it, so that what a killed run leaves can be told from what is in use. */
export const OWNED_LABEL = `${LABEL}=${process.pid}`;

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the Docker client; does not throw on a failing command. `input` goes to its standard input. */
export function tryDocker(args: readonly string[], input?: string | Buffer): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = execFile("docker", [...args], { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** Runs the Docker client. @returns its standard output without spaces around it @throws on a failing command */
export async function docker(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await tryDocker(args, input);
  if (code !== 0) throw new Error(`docker ${args.slice(0, 3).join(" ")} failed with code ${code}: ${stderr.trim()}`);
  return stdout.trim();
}

/**
 * Builds an image. The classic builder is enough, so that any engine can.
 * @param flags further arguments of `docker build`
 * @throws with the end of the builder's output
 */
export function build(
  context: string,
  tag: string,
  buildArguments: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<void> {
  const args = ["build", "--force-rm", "--tag", tag, "--label", LABEL, ...flags];
  for (const [name, value] of Object.entries(buildArguments)) args.push("--build-arg", `${name}=${value}`);
  return new Promise((resolve, reject) => {
    const child = spawn("docker", [...args, context], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-4000);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`cannot build ${tag}:\n${output}`))));
  });
}
