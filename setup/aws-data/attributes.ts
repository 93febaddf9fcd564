import type { ObjectValue, Value } from "../../rehearsal/provider-double/value";
import { emptyOf, nested, type ProviderBlock } from "../aws-provider/provider-block";

/** An attribute that a configuration may set, wherever it stands in its type. */
export interface SettableAttribute {
  /** Names of the blocks around it, and its own. */
  readonly path: readonly string[];
  /** Terraform's type. */
  readonly type: unknown;
  /** A configuration of the resource in which it alone is written. */
  readonly configWith: (value: Value) => ObjectValue;
}

/** A structure within itself, such as a WAF statement within a statement, ends here. */
const DEPTH_LIMIT = 3;

/** @param isThere whether the version that the stacks use has an attribute or block of the name at the top of the type */
export function settableAttributes(block: ProviderBlock, isThere: (name: string) => boolean): SettableAttribute[] {
  return within(block, [], (value) => value, isThere);
}

function within(
  block: ProviderBlock,
  around: readonly string[],
  wrap: (value: ObjectValue) => ObjectValue,
  isThere: (name: string) => boolean,
): SettableAttribute[] {
  const configWith = (name: string, value: Value) => wrap({ ...emptyOf(block), [name]: value });
  const isHere = (name: string) => around.length > 0 || isThere(name);
  const own = block.attributes
    .filter(({ name, computed, optional }) => (!computed || optional) && isHere(name))
    .map(({ name, type }) => ({
      path: [...around, name],
      type: JSON.parse(type.toString()),
      configWith: (value: Value) => configWith(name, value),
    }));
  const inner = around.length >= DEPTH_LIMIT ? [] : block.block_types.filter(({ type_name }) => isHere(type_name));
  const below = inner.flatMap(({ type_name: name, block: one, nesting }) =>
    within(one, [...around, name], (value) => configWith(name, nested(nesting, value)), isThere),
  );
  return [...own, ...below];
}
