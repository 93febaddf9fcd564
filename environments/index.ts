import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, isDeepStrictEqual } from "node:util";
import { Failure } from "../cli/outcome";
import { checkEnvironment } from "./schema/environment";
import type { Environment } from "./schema/sections";

export type { Environment, EnvironmentInput } from "./schema/sections";

const EXTENSION = ".ts";

/** Names of the environments: the files beside this one. */
export function environmentNames(directory = __dirname): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(EXTENSION) && file !== basename(__filename) && !file.startsWith("."))
    .filter((file) => isFile(join(directory, file)))
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
  const known = isPath ? isFile(file) : environmentNames(directory).includes(nameOrPath);
  if (!known) {
    const names = environmentNames(directory).join(", ");
    throw new Failure(`no environment ${JSON.stringify(nameOrPath)}; known: ${names} (one file each in environments/)`);
  }
  return readEnvironment(file, basename(file, EXTENSION));
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** Reads the environment that a file exports by default. @throws {Failure} when it exports none, and {EnvironmentError} when it breaks a rule */
export async function readEnvironment(file: string, name: string): Promise<Environment> {
  const environment = await exported(file);
  if (environment === undefined)
    throw new Failure(`${file} exports no environment: end it with "export default" and the name of its constant`);
  if (typeof environment !== "object" || environment === null || Array.isArray(environment))
    throw new Failure(`${file} must export an object of settings by default, got ${inspect(environment, SHORT)}`);
  return checkEnvironment(name, environment);
}

const SHORT = { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 3, maxStringLength: 60 } as const;

/** @throws {Failure} when the file, or one that it imports, cannot be run */
async function exported(file: string): Promise<unknown> {
  try {
    const { default: loaded } = await import(pathToFileURL(file).href);
    // A promise is waited for.
    return await (loaded?.default ?? (loaded?.__esModule || isDeepStrictEqual(loaded, {}) ? undefined : loaded));
  } catch (error) {
    throw new Failure(`${file} cannot be run: ${reason(error)}`);
  }
}

/** In one line, with the place in the file, which a message of the compiler has already. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return inspect(error, SHORT);
  const [first = "", ...others] = error.message.split("\n");
  if (error.name === "TransformError") return others.join("; ");
  const place = /\((?:file:\/\/)?([^()]+\.ts:\d+:\d+)\)|at (?:file:\/\/)?(\S+\.ts:\d+:\d+)/.exec(error.stack ?? "");
  const at = place?.[1] ?? place?.[2];
  return at === undefined || first.includes(at) ? first : `${first} (${at})`;
}
