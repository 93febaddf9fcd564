import type { ObjectValue, Value } from "../../rehearsal/provider-double/value";
import type { ProviderClient } from "../aws-provider/client";
import { emptyOf, kindOf, nested, type ProviderBlock } from "../aws-provider/provider-block";

/** Two values of each kind: from the one to the other is a change. */
const PAIRS: Readonly<Record<string, readonly Value[]>> = {
  bool: [false, true],
  number: [1, 2],
  string: ["one", "two"],
};

/** A structure within itself, such as a WAF statement within a statement, ends here. */
const DEPTH_LIMIT = 3;

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
  await visit(block, [], (value) => value);
  return found.filter((path) => path !== "id").sort();

  async function ask(path: string, before: ObjectValue, after: ObjectValue): Promise<void> {
    const replaced = await client.replacedBy(type, { ...before, id: "one" }, after);
    if (replaced?.some((steps) => steps.join(".") === path)) found.push(path);
  }

  async function visit(
    within: ProviderBlock,
    path: readonly string[],
    wrap: (value: ObjectValue) => ObjectValue,
  ): Promise<void> {
    for (const { name, type: json, computed, optional } of within.attributes) {
      if ((computed && !optional) || (path.length === 0 && !isThere(name))) continue;
      const [before, after] = pairOf(JSON.parse(json.toString())).map((value) =>
        wrap({ ...emptyOf(within), [name]: value }),
      );
      if (before !== undefined && after !== undefined) await ask([...path, name].join("."), before, after);
    }
    if (path.length >= DEPTH_LIMIT) return;
    for (const { type_name: name, block: inner, nesting } of within.block_types) {
      if (path.length === 0 && !isThere(name)) continue;
      await visit(inner, [...path, name], (value) => wrap({ ...emptyOf(within), [name]: nested(nesting, value) }));
    }
  }
}

/** Empty for what holds more than scalars. */
function pairOf(type: unknown): readonly Value[] {
  const { scalar, shape } = kindOf(type);
  const pair = PAIRS[scalar] ?? [];
  if (shape === "many") return pair.map((value) => [value]);
  return shape === "map" ? pair.map((value) => ({ key: value })) : pair;
}
