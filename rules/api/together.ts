import { groupedTypes, groupsOf } from "../../aws/api/constraints";
import type { Finding, Resource, Rule } from "../rule";

function* check(resource: Resource): Iterable<Finding> {
  const { some, needs } = groupsOf(resource.type);
  for (const group of some) {
    // A plan has no write-only arguments.
    if (group.some((name) => resource.has(name) || name.endsWith("_wo"))) continue;
    const detail = group.length === 1 ? "must be set" : `one of ${group.join(", ")} must be set`;
    yield resource.problem(group[0] ?? "", detail, undefined);
  }
  for (const [name, others] of Object.entries(needs)) {
    if (!resource.has(name) || isOff(resource.json[name])) continue;
    const missing = others.filter((other) => !resource.has(other) && !other.endsWith("_wo"));
    if (missing.length > 0) yield resource.problem(name, `needs ${missing.join(", ")} beside it`);
  }
}

/** What the provider takes for not written. */
const isOff = (value: unknown): boolean => value === false || value === 0 || value === "";

export const together: Rule = {
  id: "api-together",
  trap: 68,
  title: "Arguments that need each other are set together, and of those that stand for each other one is",
  source: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs",
  severity: "error",
  fix: "Set what is missing.",
  general: "resource",
  on: groupedTypes(),
  check,
};
