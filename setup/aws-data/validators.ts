import type { Constraint } from "../../aws/api/constraint";
import type { Groups } from "../../aws/api/constraints";
import type { ObjectValue, Value } from "../../rehearsal/provider-double/value";
import type { Diagnostic, ProviderClient } from "../aws-provider/client";
import { kindOf, type ProviderBlock } from "../aws-provider/provider-block";
import { settableAttributes } from "./attributes";
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
  for (const { path, type: kind, configWith } of settableAttributes(block, isThere)) {
    const answers = await ask(probesOf(kind).map(configWith));
    const constraint = constraintIn(answers.map((answer) => answer.filter((one) => concerns(one, path))));
    if (constraint) attributes[path.join(".")] = constraint;
  }
  return { attributes, groups: groupsIn(said) };

  async function ask(configs: readonly ObjectValue[]): Promise<(readonly Diagnostic[])[]> {
    const answers: (readonly Diagnostic[])[] = [];
    for (const config of configs) answers.push(await client.validate(type, config));
    said.push(...answers.flat());
    return answers;
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
