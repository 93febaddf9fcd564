import type { Constraint } from "../../aws/api/constraint";
import type { Groups } from "../../aws/api/constraints";
import type { ObjectValue, Value } from "../../rehearsal/provider-double/value";
import type { Diagnostic, ProviderClient } from "../aws-provider/client";
import { emptyOf, kindOf, nested, type ProviderBlock } from "../aws-provider/provider-block";
import { constraintIn, groupsIn } from "./validator-words";

/** What a provider's own checks say of one type. */
export interface Checked {
  readonly attributes: Readonly<Record<string, Constraint>>;
  readonly groups: Groups;
}

/** Values that hardly any check takes, by the kind of an attribute. */
const PROBES: Readonly<Record<string, readonly Value[]>> = {
  number: [-2_147_483_648, 2_147_483_647],
  // A sign that no name has, and a text that is too long for any.
  string: ["\u0001", "a".repeat(10_001)],
};

/** A structure within itself, such as a WAF statement within a statement, ends here. */
const DEPTH_LIMIT = 3;

/**
 * Asks a provider what it refuses of each attribute of a type, by handing it values that are wrong.
 *
 * @param isThere whether the version that the stacks use has an attribute or block of the name at the top of the type
 */
export async function checksOf(
  client: ProviderClient,
  type: string,
  block: ProviderBlock,
  isThere: (name: string) => boolean,
): Promise<Checked> {
  const attributes: Record<string, Constraint> = {};
  const said: Diagnostic[] = [];
  await visit(block, [], (value) => value);
  return { attributes, groups: groupsIn(said) };

  async function ask(configs: readonly ObjectValue[]): Promise<(readonly Diagnostic[])[]> {
    const answers: (readonly Diagnostic[])[] = [];
    for (const config of configs) answers.push(await client.validate(type, config));
    said.push(...answers.flat());
    return answers;
  }

  async function visit(
    within: ProviderBlock,
    path: readonly string[],
    wrap: (value: ObjectValue) => ObjectValue,
  ): Promise<void> {
    for (const { name, type: json, computed, optional } of within.attributes) {
      if ((computed && !optional) || (path.length === 0 && !isThere(name))) continue;
      const probes = probesOf(JSON.parse(json.toString())).map((probe) => ({ [name]: probe }));
      const answers = await ask(probes.map((probe) => wrap({ ...emptyOf(within), ...probe })));
      const constraint = constraintIn(answers.map((answer) => answer.filter((one) => concerns(one, [...path, name]))));
      if (constraint) attributes[[...path, name].join(".")] = constraint;
    }
    if (path.length >= DEPTH_LIMIT) return;
    for (const { type_name: name, block: inner, nesting } of within.block_types) {
      if (path.length === 0 && !isThere(name)) continue;
      await visit(inner, [...path, name], (value) => wrap({ ...emptyOf(within), [name]: nested(nesting, value) }));
    }
  }
}

function probesOf(type: unknown): readonly Value[] {
  const { scalar, shape } = kindOf(type);
  const values = shape === "map" ? [] : (PROBES[scalar] ?? []);
  return shape === "many" ? values.map((value) => [value]) : values;
}

/** Whether an error speaks of the attribute. Some checks do not say where; within a set they say so in words. */
function concerns({ attribute, summary }: Diagnostic, path: readonly string[]): boolean {
  const names = (attribute?.steps ?? []).flatMap(({ attribute_name }) => attribute_name || []);
  const isNamed = names.length === 0 || names.length === path.length || summary.includes(path.at(-1) ?? "");
  return isNamed && names.every((name, index) => name === path[index]);
}
