import type { Value } from "../../rehearsal/provider-double/value";
import type { ProviderClient } from "../aws-provider/client";
import { kindOf, type ProviderBlock } from "../aws-provider/provider-block";
import { settableAttributes } from "./attributes";

/** Two values of each kind: from the one to the other is a change. */
const PAIRS: Readonly<Record<string, readonly Value[]>> = {
  bool: [false, true],
  number: [1, 2],
  string: ["one", "two"],
};

/**
 * Asks a provider which attributes of a type cannot be changed in place.
 *
 * @param isThere whether the version that the stacks use has an attribute or block of the name at the top of the type
 * @returns their paths, `name` and `block.name`
 */
export async function replacementsOf(
  client: ProviderClient,
  type: string,
  block: ProviderBlock,
  isThere: (name: string) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const { path, type: kind, configWith } of settableAttributes(block, isThere)) {
    const [before, after] = pairOf(kind).map(configWith);
    if (before === undefined || after === undefined) continue;
    const written = path.join(".");
    const replaced = await client.replacedBy(type, { ...before, id: "one" }, after);
    if (replaced?.some((steps) => steps.join(".") === written)) found.push(written);
  }
  return found.filter((path) => path !== "id").sort();
}

/** Empty for what holds more than scalars. */
function pairOf(type: unknown): readonly Value[] {
  const { scalar, shape } = kindOf(type);
  const pair = PAIRS[scalar] ?? [];
  if (shape === "many") return pair.map((value) => [value]);
  return shape === "map" ? pair.map((value) => ({ key: value })) : pair;
}
