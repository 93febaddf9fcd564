import { execAtTerminal, WORDPRESS } from "../../cli/docker";
import { Failure } from "../../cli/outcome";
import { DATABASE, runningContainer } from "../effects/ecs/running-container";

export interface InsideOptions {
  readonly projectDirectory: string;
  /** @default - the only one that runs, else `dev` */
  readonly environment?: string;
  /** What to run in place of the program that a person works with. */
  readonly args: readonly string[];
}

/** A shell, or a command, as www-data in the newest task. @throws {Failure} when nothing runs, or with the command's exit code */
export function shell({ args, ...where }: InsideOptions): Promise<void> {
  return inside(where, WORDPRESS, args.length > 0 ? args : ["bash"], args[0] ?? "bash");
}

/** The client of the database as its root user, in the site's database. @throws {Failure} as `shell` */
export function database({ args, ...where }: InsideOptions): Promise<void> {
  const client = ["sh", "-c", 'exec mariadb "$@" "$DATABASE"', "mariadb", ...args];
  return inside(where, DATABASE, client, "mariadb");
}

async function inside(
  { projectDirectory, environment }: Omit<InsideOptions, "args">,
  name: RegExp,
  command: readonly string[],
  program: string,
): Promise<void> {
  const { id } = await runningContainer(projectDirectory, name, environment);
  const code = await execAtTerminal(id, command);
  if (code !== 0) throw new Failure(`${program} ended with ${code}`);
}
