import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../../cli/outcome";

/**
 * What an environment that is gone left behind can be removed by its name; where there is nothing, the name is a slip.
 * @throws {Failure} naming the environments that there are
 */
export function checkName(projectDirectory: string, environment: string): void {
  const directory = join(projectDirectory, "environments");
  if (!existsSync(directory)) return;
  const known = readdirSync(directory)
    .filter((file) => file.endsWith(".ts") && file !== "index.ts")
    .map((file) => basename(file, ".ts"));
  if (known.includes(environment)) return;
  throw new Failure(
    `no environment "${environment}", and nothing of it is left here; known: ${known.sort().join(", ")}`,
  );
}
