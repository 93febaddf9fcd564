import type { Resource } from "../../terraform/block";
import type { Tree } from "../../terraform/tree";
import { AUDITED_TYPES } from "../types";
import type { Finding } from "./finding";

export interface Encryption {
  readonly resource: Resource;
  readonly atRest: Finding | undefined;
  readonly inTransit: Finding | undefined;
}

/** How each resource that stores or passes data encrypts them. */
export function readEncryption(tree: Tree): Encryption[] {
  return tree.managed.flatMap((resource): Encryption[] => {
    const { atRest, inTransit } = AUDITED_TYPES[resource.type] ?? {};
    const found = { atRest: atRest?.(resource, tree), inTransit: inTransit?.(resource, tree) };
    return found.atRest || found.inTransit ? [{ resource, ...found }] : [];
  });
}
