import type { Resource } from "../../terraform/block";
import type { Tree } from "../../terraform/tree";
import { type Stack, treeOf } from "../project/stack";
import { AUDITED_TYPES } from "../types";
import { readEncryption } from "./encryption";
import type { Finding } from "./finding";
import { readImageExceptions } from "./image-exceptions";
import { readLogGroups } from "./logs";
import { readPolicies } from "./policies";
import { readPublicEndpoints } from "./public-endpoints";
import { readSecrets } from "./secrets";
import { type GroupRule, readGroupRules } from "./security-groups";
import { subnetTiers, type Tier } from "./tiers";
import { readWaysIn } from "./ways-in";

/** What the entry of a resource's type says of it. */
export interface Answer {
  readonly resource: Resource;
  readonly found: Finding;
}

/** All that the audit reads of the stacks, each fact once. */
export interface Facts {
  readonly stacks: readonly Stack[];
  readonly tree: Tree;
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
  readonly imageExceptions: ReturnType<typeof readImageExceptions>;
}

export function readFacts(stacks: readonly Stack[]): Facts {
  const tree = treeOf(stacks);
  const rules = readGroupRules(tree);
  return {
    stacks,
    tree,
    rules,
    tiers: subnetTiers(tree),
    encryption: readEncryption(tree),
    backups: answers(tree, "backup"),
    accessLogs: answers(tree, "accessLog"),
    logGroups: readLogGroups(tree),
    secrets: readSecrets(tree),
    policies: readPolicies(tree),
    waysIn: readWaysIn(tree, rules),
    publicEndpoints: readPublicEndpoints(tree),
    imageExceptions: readImageExceptions(tree),
  };
}

function answers(tree: Tree, question: "backup" | "accessLog"): Answer[] {
  return tree.managed.flatMap((resource) => {
    const found = AUDITED_TYPES[resource.type]?.[question]?.(resource, tree);
    return found ? [{ resource, found }] : [];
  });
}
