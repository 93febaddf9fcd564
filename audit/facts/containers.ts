import { isObject, type JsonObject, textOf } from "../../terraform/json";
import type { Resource } from "./resource";

/** The containers of an ECS task definition; none where an expression makes them. */
export function containersOf({ body }: Resource): JsonObject[] {
  try {
    const containers: unknown = JSON.parse(textOf(body.container_definitions) ?? "[]");
    return Array.isArray(containers) ? containers.filter(isObject) : [];
  } catch {
    return [];
  }
}
