import { AUDITED_TYPES } from "../types";
import { readEncryption } from "./encryption";
import type { Finding } from "./finding";
import { readLogGroups } from "./logs";
import { readPolicies } from "./policies";
import { readPublicEndpoints } from "./public-endpoints";
import type { Resource } from "./resource";
import { readSecrets } from "./secrets";
import type { GroupRule } from "./security-groups";
import type { System } from "./system";
import { subnetTiers, type Tier } from "./tiers";
import { readWaysIn } from "./ways-in";

/** What the entry of a resource's type says of it. */
export interface Answer {
  readonly resource: Resource;
  readonly found: Finding;
}

/** All that the audit reads of the stacks, each fact once. */
export interface Facts {
  readonly system: System;
  readonly rules: readonly GroupRule[];
  readonly tiers: ReadonlyMap<Resource, Tier>;
  readonly encryption: ReturnType<typeof readEncryption>;
  readonly backups: readonly Answer[];
  readonly accessLogs: readonly Answer[];
  readonly logGroups: ReturnType<typeof readLogGroups>;
  readonly secrets: ReturnType<typeof readSecrets>;
  readonly policies: ReturnType<typeof readPolicies>;
  readonly waysIn: ReturnType<typeof readWaysIn>;
  readonly publicEndpoints: ReturnType<typeof readPublicEndpoints>;
}

export function readFacts(system: System, rules: readonly GroupRule[]): Facts {
  return {
    system,
    rules,
    tiers: subnetTiers(system),
    encryption: readEncryption(system),
    backups: answers(system, "backup"),
    accessLogs: answers(system, "accessLog"),
    logGroups: readLogGroups(system),
    secrets: readSecrets(system),
    policies: readPolicies(system),
    waysIn: readWaysIn(system, rules),
    publicEndpoints: readPublicEndpoints(system),
  };
}

function answers(system: System, question: "backup" | "accessLog"): Answer[] {
  return system.resources.flatMap((resource) => {
    const found = AUDITED_TYPES[resource.type]?.[question]?.(resource, system);
    return found ? [{ resource, found }] : [];
  });
}
