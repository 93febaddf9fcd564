import { AUDITED_TYPES } from "../types";
import type { Finding } from "./finding";
import type { Resource } from "./resource";
import type { System } from "./system";

export interface Encryption {
  readonly resource: Resource;
  readonly atRest: Finding | undefined;
  readonly inTransit: Finding | undefined;
}

/** How each resource that stores or passes data encrypts them. */
export function readEncryption(system: System): Encryption[] {
  return system.resources.flatMap((resource): Encryption[] => {
    const { atRest, inTransit } = AUDITED_TYPES[resource.type] ?? {};
    const found = { atRest: atRest?.(resource, system), inTransit: inTransit?.(resource, system) };
    return found.atRest || found.inTransit ? [{ resource, ...found }] : [];
  });
}
