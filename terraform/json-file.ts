import { readFileSync } from "node:fs";
import { Failure } from "../cli/outcome";
import type { Json } from "./json";

/** What a file holds. @throws {Failure} when it cannot be read as JSON */
export function readJson(file: string): Json {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Failure(`${JSON.stringify(file)} cannot be read as JSON: ${(error as Error).message}`);
  }
}
