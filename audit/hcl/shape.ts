import { isObject, type Json } from "../../terraform/json";

/** Which members of a block are blocks themselves. JSON writes blocks and attributes alike; HCL does not. */
export interface Shape {
  readonly blocks: ReadonlyMap<string, BlockShape>;
  /** Set where nothing says what is a block: then a list of objects is taken for blocks. @default false */
  readonly guessed?: boolean;
  /** Set where blocks hold blocks of their own kind, as WAF's statements do: then every object is one. @default false */
  readonly recursive?: boolean;
}

export interface BlockShape {
  readonly shape: Shape;
  /** Set where an empty list differs from none: an attribute that Terraform also takes in the form of blocks. */
  readonly emptyMatters: boolean;
}

/** A type that no installed package knows. */
export const GUESSED: Shape = { blocks: new Map(), guessed: true };
/** A block whose classes leave it untyped, because it holds itself. */
export const RECURSIVE: Shape = { blocks: new Map(), recursive: true };
/** A body of attributes alone. */
export const FLAT: Shape = { blocks: new Map() };

/** How `name` is written, `undefined` for an attribute. */
export function blockShape({ blocks, guessed, recursive }: Shape, name: string, value: Json): BlockShape | undefined {
  const looksLikeBlocks = Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item));
  if (recursive) return looksLikeBlocks || isObject(value) ? { shape: RECURSIVE, emptyMatters: false } : undefined;
  if (!guessed) return blocks.get(name);
  return looksLikeBlocks || (name === "timeouts" && isObject(value))
    ? { shape: GUESSED, emptyMatters: false }
    : undefined;
}
