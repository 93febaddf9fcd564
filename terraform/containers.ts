import type { Resource } from "./block";
import { decode } from "./expression";
import { isObject, type JsonObject } from "./json";

/** One container of an ECS task definition, as its JSON says; references stay as they are written. */
export type Container = JsonObject;

/** The containers in a `container_definitions`, which is JSON text or a `jsonencode`; undefined when another expression makes them. */
export function containersIn(definitions: unknown): Container[] | undefined {
  const decoded = typeof definitions === "string" ? decode(definitions) : definitions;
  return Array.isArray(decoded) ? decoded.filter(isObject) : undefined;
}

/** The containers of a task definition, whose text may be another resource's; undefined when the tree does not know them. */
export function containersOf(taskDefinition: Resource): Container[] | undefined {
  return containersIn(taskDefinition.decoded("container_definitions"));
}
