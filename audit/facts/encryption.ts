import { ENCRYPTION_AT_REST } from "./encryption-at-rest";
import { ENCRYPTION_IN_TRANSIT } from "./encryption-in-transit";
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
    const atRest = ENCRYPTION_AT_REST[resource.type]?.(resource, system);
    const inTransit = ENCRYPTION_IN_TRANSIT[resource.type]?.(resource, system);
    return atRest || inTransit ? [{ resource, atRest, inTransit }] : [];
  });
}
