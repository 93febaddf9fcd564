import type { Stacks } from "../terraform/block";
import { Tree, type Unjudged } from "../terraform/tree";
import type { Finding, Rule } from "./rule";

export interface Problem extends Finding {
  readonly rule: Rule;
}

export interface Waived extends Problem {
  readonly reason: string;
}

export interface Outcome {
  readonly problems: readonly Problem[];
  /** What would be a problem, had nobody waived it with a reason. */
  readonly waived: readonly Waived[];
  /** Values that only Terraform or AWS knows. */
  readonly unjudged: readonly Unjudged[];
}

/** Runs rules over all resources of all stacks. */
export function check(stacks: Stacks, rules: readonly Rule[]): Outcome {
  const tree = new Tree(stacks);
  const problems: Problem[] = [];
  const waived: Waived[] = [];
  for (const rule of rules) {
    tree.rule = rule.id;
    for (const resource of tree.all(...rule.on)) {
      for (const finding of rule.check(resource, tree)) {
        const reason = finding.resource.waivers[rule.id];
        if (typeof reason === "string") waived.push({ ...finding, rule, reason });
        else problems.push({ ...finding, rule });
      }
    }
  }
  return { problems, waived, unjudged: tree.unjudged };
}
