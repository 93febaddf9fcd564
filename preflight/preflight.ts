import { Failure } from "../cli/outcome";
import { type Check, type Finding, unanswered, type World } from "./check";
import { BEFORE_DEPLOY, BEFORE_LIVE, FIRST } from "./checks";

export interface Result {
  readonly check: string;
  readonly findings: readonly Finding[];
}

/** Asks AWS, DNS and the site; changes nothing. With credentials of another account, only that is said. */
export async function preflight(world: World, isLive: boolean): Promise<readonly Result[]> {
  const first = await resultOf(FIRST, world);
  if (first.findings.length > 0) return [first];
  const checks = isLive ? BEFORE_LIVE : BEFORE_DEPLOY;
  return [first, ...(await Promise.all(checks.map((check) => resultOf(check, world))))];
}

/** A check whose question nobody answers, as DNS without a network, is nobody's judgement. */
async function resultOf({ title, run }: Check, world: World): Promise<Result> {
  try {
    return { check: title, findings: await run(world) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const command = `dig +short NS ${world.environment.site.domain?.name ?? ""}`.trim();
    return { check: title, findings: [unanswered(title, error, command)] };
  }
}

export const stops = (results: readonly Result[]): number =>
  results.flatMap(({ findings }) => findings).filter(({ severity }) => severity === "stops").length;

/** What a person reads: each check, and under it each finding with its command. */
export function asText(results: readonly Result[]): string {
  const lines = results.flatMap(({ check, findings }) => [
    `${findings.length === 0 ? "ok      " : "        "}${check}`,
    ...findings.flatMap(({ severity, what, command }) => [`${severity.padEnd(8)}  ${what}`, `          ${command}`]),
  ]);
  const all = results.flatMap(({ findings }) => findings);
  const count = (severity: Finding["severity"]) => all.filter((one) => one.severity === severity).length;
  return [
    ...lines,
    "",
    `${count("stops")} stop, ${count("warns")} warn, ${count("unknown")} nobody could judge; nothing was changed`,
  ].join("\n");
}
