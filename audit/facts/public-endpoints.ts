import type { Resource } from "../../terraform/block";
import type { Tree } from "../../terraform/tree";
import { AUDITED_TYPES } from "../types";
import type { Endpoint } from "../types/audited-type";

export interface PublicEndpoint extends Endpoint {
  readonly resource: Resource;
}

/** Every name and address that the outside can learn. */
export function readPublicEndpoints(tree: Tree): PublicEndpoint[] {
  return tree.managed.flatMap((resource) =>
    (AUDITED_TYPES[resource.type]?.endpoints?.(resource, tree) ?? []).map((endpoint) => ({ resource, ...endpoint })),
  );
}
