import { basename } from "node:path";
import { Failure } from "../cli/outcome";
import { typedPath } from "../cli/places";
import { objectOf } from "./json";
import { readJson } from "./json-file";

/** What a command is given of one stack: the file's name is the stack's. */
export interface PlanFile<Plan> {
  readonly stack: string;
  /** What `terraform show -json` says of the stack's plan. */
  readonly plan: Plan;
}

/** @param parts of which a plan has one, by the names of `terraform show -json` @throws {Failure} when the file is no such plan */
export function readPlanFile<Plan>(file: string, ...parts: readonly [string, ...string[]]): PlanFile<Plan> {
  const plan = objectOf(readJson(typedPath(file)));
  if (!parts.some((part) => typeof plan[part] === "object" && plan[part] !== null))
    throw new Failure(`${file} must be what terraform show -json says of a plan; it has no ${parts.join(" or ")}`);
  return { stack: basename(file).replace(/\.json$/, ""), plan: plan as Plan };
}
