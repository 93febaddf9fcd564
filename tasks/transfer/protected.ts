import { Failure } from "../../cli/outcome";
import type { Environment } from "../../environments";

/** Names that say what a site is, whatever its file says of its data. */
const PRODUCTION = /^(?:prod|production|live)(?:-|$)/;

/** Refuses an environment whose data may not be replaced by another's. @throws {Failure} with field, rule and value */
export function refuseProtected(
  { name, protectData }: Pick<Environment, "name" | "protectData">,
  command: string,
): void {
  const problems = [
    ...(protectData ? [`protectData must be false in environments/${name}.ts, got true: its data are protected`] : []),
    ...(PRODUCTION.test(name) ? [`name must not be that of a production, got "${name}"`] : []),
  ];
  if (problems.length === 0) return;
  throw new Failure(`${name} is no target of ${command}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
}
