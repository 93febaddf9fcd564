import { AUDITED_TYPES } from "../types";
import type { Endpoint } from "../types/audited-type";
import type { Resource } from "./resource";
import type { System } from "./system";

export interface PublicEndpoint extends Endpoint {
  readonly resource: Resource;
}

/** Every name and address that the outside can learn. */
export function readPublicEndpoints(system: System): PublicEndpoint[] {
  return system.resources.flatMap((resource) =>
    (AUDITED_TYPES[resource.type]?.endpoints?.(resource, system) ?? []).map((endpoint) => ({ resource, ...endpoint })),
  );
}
