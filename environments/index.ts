import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "../cli/outcome";
import { checkEnvironment } from "./schema/environment";
import type { Environment } from "./schema/sections";

export type { Environment, EnvironmentInput } from "./schema/sections";

const EXTENSION = ".ts";

/** Names of the environments: the files beside this one. */
export function environmentNames(directory = __dirname): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(EXTENSION) && file !== basename(__filename) && !file.startsWith("."))
    .map((file) => basename(file, EXTENSION))
    .sort();
}

/**
 * Reads one environment.
 *
 * @param nameOrPath a name such as `dev`, or the path of an environment file elsewhere; the file's name is the name.
 * @throws {Failure} when there is no such environment, naming the known ones, or when the file breaks a rule, naming them all.
 */
export async function loadEnvironment(nameOrPath: string, directory = __dirname): Promise<Environment> {
  const isPath = nameOrPath.endsWith(EXTENSION);
  const file = isPath ? resolve(nameOrPath) : join(directory, `${nameOrPath}${EXTENSION}`);
  const known = isPath ? existsSync(file) : environmentNames(directory).includes(nameOrPath);
  if (!known) {
    const names = environmentNames(directory).join(", ");
    throw new Failure(`no environment ${JSON.stringify(nameOrPath)}; known: ${names} (one file each in environments/)`);
  }
  return readEnvironment(file, basename(file, EXTENSION));
}

/** Reads the environment that a file exports by default. @throws {Failure} when it exports none, and {EnvironmentError} when it breaks a rule */
export async function readEnvironment(file: string, name: string): Promise<Environment> {
  const { default: loaded } = await import(pathToFileURL(file).href);
  const environment = loaded?.default ?? (loaded?.__esModule ? undefined : loaded);
  if (environment === undefined)
    throw new Failure(`${file} exports no environment: end it with "export default" and the name of its constant`);
  return checkEnvironment(name, environment);
}
