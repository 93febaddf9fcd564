import type { ImageStore } from "./image-store";
import { inventState } from "./invent";
import { DATA } from "./known-types";
import type { Place } from "./place";
import type { Block } from "./schema";
import { type ObjectValue, UNKNOWN } from "./value";

/** Answers a data source: what the configuration says, what is known, and invented values for the rest. */
export function readData(
  type: string,
  block: Block,
  config: ObjectValue,
  place: Place,
  images: ImageStore,
): ObjectValue {
  const state: ObjectValue = { ...config, ...DATA[type]?.(config, place, images) };
  for (const [name, { computed }] of Object.entries(block.attributes)) {
    if (computed && (state[name] ?? null) === null) state[name] = UNKNOWN;
  }
  const names = new Set([...Object.keys(block.attributes), ...Object.keys(block.blocks)]);
  const known = Object.fromEntries(Object.entries(state).filter(([name]) => names.has(name)));
  return inventState(type, block, known, place, JSON.stringify(config));
}
