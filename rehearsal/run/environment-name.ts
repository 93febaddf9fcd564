import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../../cli/outcome";

/**
 * Asked before any work, so that a slip is said at once.
 *
 * @param hint goes on after the name, such as `, and nothing of it is left here` @throws {Failure} naming the environments that there are
 */
export function checkName(projectDirectory: string, environment: string, hint = ""): void {
  const directory = join(projectDirectory, "environments");
  if (!existsSync(directory)) return;
  const known = readdirSync(directory)
    .filter((file) => file.endsWith(".ts") && file !== "index.ts" && !file.startsWith("."))
    .map((file) => basename(file, ".ts"));
  if (known.includes(environment)) return;
  throw new Failure(`no environment "${environment}"${hint}; known: ${known.sort().join(", ")}`);
}
