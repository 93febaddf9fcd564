import { UNKNOWN } from "../terraform/evaluation/value";
import { compareTexts } from "../terraform/json";
import type { Unjudged } from "../terraform/tree";
import type { Problem } from "./check";

const HELP = "docs/rules.md explains every rule, docs/troubleshooting.md#aws-would-refuse-this-deployment what to do.";

/** Shows one problem: construct path, Terraform address, attribute and value, rule and fix. */
function describe({ rule, resource, attribute, value, detail }: Problem): string {
  const shown = value === undefined ? `${attribute} is not set` : `${attribute} = ${shorten(JSON.stringify(value))}`;
  return [
    resource.constructPath,
    `  ${resource.address} (stack ${resource.stack}): ${shown}`,
    `  ${rule.id}: ${rule.title}${detail ? ` (${detail})` : ""}`,
    `  fix: ${rule.fix}`,
    `  see ${rule.source}`,
  ].join("\n");
}

/** All problems in one text, numbered. */
export function report(problems: readonly Problem[], heading: string): string {
  const texts = problems.map((problem, index) => `${index + 1}. ${describe(problem).replaceAll("\n", "\n   ")}`);
  return [`${heading}: ${problems.length}`, ...texts, HELP].join("\n\n");
}

/** Each value that nobody could judge: where it stands, what stands there, and which rules asked for it. */
export function listUnjudged(unjudged: readonly Unjudged[]): string[] {
  const byPlace = new Map<string, string[]>();
  for (const { rule, stack, address, attribute, expression } of unjudged) {
    const known = expression === UNKNOWN ? "known after the apply" : shorten(JSON.stringify(expression));
    const place = `  ${address} (stack ${stack}): ${attribute} = ${known}`;
    byPlace.set(place, [...(byPlace.get(place) ?? []), rule]);
  }
  return [...byPlace].map(([place, rules]) => `${place}: ${rules.join(", ")}`).sort(compareTexts);
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
