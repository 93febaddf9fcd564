import type { ObjectValue, Value } from "../../rehearsal/provider-double/value";

/** An attribute or a block as a provider describes it. */
export interface ProviderBlock {
  readonly attributes: readonly {
    readonly name: string;
    /** JSON of Terraform's type. */
    readonly type: Buffer;
    readonly required: boolean;
    readonly optional: boolean;
    readonly computed: boolean;
  }[];
  readonly block_types: readonly {
    readonly type_name: string;
    readonly block: ProviderBlock;
    readonly nesting: "SINGLE" | "LIST" | "SET" | "MAP" | "GROUP";
  }[];
}

/** What an attribute holds: scalars, alone, in a list or a set, or by key; empty for anything else. */
export function kindOf(type: unknown): { readonly scalar: string; readonly shape: "one" | "many" | "map" } {
  const [container, element] = Array.isArray(type) ? type : [];
  const shape = container === "list" || container === "set" ? "many" : container === "map" ? "map" : "one";
  const scalar: unknown = shape === "one" ? type : element;
  return { scalar: typeof scalar === "string" ? scalar : "", shape };
}

/** A block in which nothing is written. */
export function emptyOf({ attributes, block_types }: ProviderBlock): ObjectValue {
  const blocks = block_types.map(({ type_name, nesting }) => [type_name, nesting === "SINGLE" ? null : []] as const);
  return { ...Object.fromEntries(attributes.map(({ name }) => [name, null])), ...Object.fromEntries(blocks) };
}

/** A block as it stands in the one around it. */
export function nested(nesting: ProviderBlock["block_types"][number]["nesting"], value: ObjectValue): Value {
  if (nesting === "SINGLE") return value;
  return nesting === "MAP" ? { key: value } : [value];
}
