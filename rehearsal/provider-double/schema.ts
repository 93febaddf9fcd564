/** Terraform's type of an attribute, in the JSON form that its protocol uses. */
export type Type = "string" | "number" | "bool" | "dynamic" | CollectionType | ObjectType;
export type CollectionType = ["list" | "set" | "map", Type];
export type ObjectType = ["object", Record<string, Type>];

export interface Attribute {
  readonly type: Type;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  /** Terraform hands the value over and keeps it out of plan and state. */
  readonly writeOnly?: boolean;
}

export interface NestedBlock {
  readonly nesting: "single" | "list" | "set" | "map";
  readonly block: Block;
  /** @default 0 */
  readonly minItems?: number;
  /** 0 means any number. @default 0 */
  readonly maxItems?: number;
}

/** What a resource, a data source, a provider or one of their blocks may and must contain. */
export interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

/** The type of one value of the block, as an attribute would declare it. */
export function objectType({ attributes, blocks }: Block): ObjectType {
  const types: Record<string, Type> = {};
  for (const [name, attribute] of Object.entries(attributes)) types[name] = attribute.type;
  for (const [name, nested] of Object.entries(blocks)) {
    const inner = objectType(nested.block);
    types[name] = nested.nesting === "single" ? inner : [nested.nesting, inner];
  }
  return ["object", types];
}

/** The message `Schema` of the plugin protocol. */
export function schemaMessage(block: Block): object {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage({ attributes, blocks }: Block): object {
  return {
    version: 0,
    attributes: Object.entries(attributes).map(([name, { type, writeOnly, ...flags }]) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      write_only: writeOnly ?? false,
      ...flags,
    })),
    block_types: Object.entries(blocks).map(([name, { nesting, block, minItems = 0, maxItems = 0 }]) => ({
      type_name: name,
      block: blockMessage(block),
      nesting: nesting.toUpperCase(),
      min_items: minItems,
      max_items: maxItems,
    })),
  };
}
