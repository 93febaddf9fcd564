import { Failure } from "../../cli/outcome";
import { meantOf, type RunningSite, runningSites, USUAL } from "../../cli/running-site";
import { lockHolders } from "../run/run-lock";

/**
 * The site that a command means.
 *
 * @param environment @default the only one that runs, else `dev`
 * @throws {Failure} when nothing runs, with what to do
 */
export function whatRuns(projectDirectory: string, environment?: string): RunningSite {
  const all = runningSites(projectDirectory);
  const meant = environment ?? (all.length > 0 ? meantOf(all.map((site) => site.environment)) : undefined);
  const found = all.find((site) => site.environment === meant);
  if (found !== undefined) return found;
  const held = lockHolders(projectDirectory);
  const holder = environment === undefined ? [...held.values()][0] : held.get(environment);
  if (holder !== undefined)
    throw new Failure(`${holder.command} (process ${holder.pid}) has not said yet that it runs: wait for its address`);
  const others = all.length > 0 ? `; what runs: ${all.map((site) => site.environment).join(", ")}` : "";
  throw new Failure(
    environment === undefined
      ? "nothing runs here: npm start first"
      : `${environment} does not run here: npm start -- --environment ${environment} first${others}`,
  );
}

/** The environment that a command means which also works when nothing runs: that which runs or is about to, else `dev`. */
export function meantEnvironment(projectDirectory: string, environment?: string): string {
  return environment ?? (meantOf([...lockHolders(projectDirectory).keys()]) || USUAL);
}
