import { readEncryption } from "../facts/encryption";
import type { Finding } from "../facts/finding";
import { readLogGroups } from "../facts/logs";
import { readPolicies } from "../facts/policies";
import type { Resource } from "../facts/resource";
import { readSecrets } from "../facts/secrets";
import type { GroupRule } from "../facts/security-groups";
import type { System } from "../facts/system";
import { subnetTiers, type Tier } from "../facts/tiers";
import { readWaysIn } from "../facts/ways-in";
import { AUDITED_TYPES } from "../types";

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
  };
}

function answers(system: System, question: "backup" | "accessLog"): Answer[] {
  return system.resources.flatMap((resource) => {
    const found = AUDITED_TYPES[resource.type]?.[question]?.(resource, system);
    return found ? [{ resource, found }] : [];
  });
}

/** What a check says of one resource. */
export interface Shown {
  readonly resource: Resource;
  readonly held: boolean;
  /** What the stacks say, in a few words. */
  readonly text: string;
}

/** What was found of a resource, judged. */
export const shown = (resource: Resource, finding: Finding, held: boolean): Shown => ({
  resource,
  held,
  text: finding.text,
});
