import type { Attribute, Block, NestedBlock, Type } from "./schema";
import { blocksOf, type ObjectValue, type Value } from "./value";

/** The blocks of one name that a configuration has in these bodies. */
export function writtenBlocks(bodies: readonly ObjectValue[], name: string): ObjectValue[] {
  return bodies.flatMap((body) => blocksOf(body[name]));
}

/**
 * A schema for blocks that the typings leave untyped because they hold blocks of their own kind (WAF's statements): just
 * what the configuration writes. An object is a block, a list of objects is repeated blocks, all else an attribute.
 */
export function writtenBlock(bodies: readonly ObjectValue[]): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NestedBlock> = {};
  for (const name of new Set(bodies.flatMap((body) => Object.keys(body)))) {
    const values = bodies.flatMap((body) => (body[name] === undefined ? [] : [body[name]]));
    const inner = writtenBlocks(bodies, name);
    if (inner.length > 0) blocks[name] = { nesting: "list", block: writtenBlock(inner) };
    else attributes[name] = { type: typeOf(values[0] ?? null), optional: true };
  }
  return { attributes, blocks };
}

function typeOf(value: Value): Type {
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "bool";
  return Array.isArray(value) ? ["list", "string"] : "string";
}
