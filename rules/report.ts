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

/** All problems in one text, numbered, and which rules met values that only Terraform or AWS knows. */
export function report(problems: readonly Problem[], heading: string, skipped: ReadonlyMap<string, number>): string {
  const texts = problems.map((problem, index) => `${index + 1}. ${describe(problem).replaceAll("\n", "\n   ")}`);
  const counts = [...skipped].map(([rule, count]) => `${rule} (${count})`).join(", ");
  const skippedText = counts ? [`Values that only Terraform or AWS knows were not checked: ${counts}.`] : [];
  return [`${heading}: ${problems.length}`, ...texts, ...skippedText, HELP].join("\n\n");
}

function shorten(text: string): string {
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
