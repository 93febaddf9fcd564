import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Failure } from "../cli/outcome";

/** What a command is given of one stack: the file's name is the stack's. */
export interface PlanFile<Plan> {
  readonly stack: string;
  /** What `terraform show -json` says of the stack's plan. */
  readonly plan: Plan;
}

/** @throws {Failure} when the file cannot be read as JSON */
export function readPlanFile<Plan>(file: string): PlanFile<Plan> {
  try {
    return { stack: basename(file).replace(/\.json$/, ""), plan: JSON.parse(readFileSync(file, "utf8")) };
  } catch (error) {
    throw new Failure(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
}
