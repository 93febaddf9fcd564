import replacements from "./replacements.json";

const TYPES: Readonly<Record<string, readonly string[]>> = replacements.types;

/**
 * What hashicorp/aws cannot change in place, so that a change of it makes a new resource: paths such as `name` and `block.name`.
 * Empty for a type that was not asked about. What it decides by several settings at once is not among them.
 */
export function replacementsOf(type: string): readonly string[] {
  return TYPES[type] ?? [];
}
