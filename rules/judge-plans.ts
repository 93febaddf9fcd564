import { existsSync, readFileSync } from "node:fs";
import { completed } from "../terraform/completed";
import { type Plan, plannedConfiguration } from "../terraform/planned";
import type { Unjudged } from "../terraform/tree";
import { check, type Problem } from "./check";
import { listUnjudged } from "./report";
import { planRules } from "./rules";

/** What `terraform show -json` says of one stack's plan. */
export interface StackPlan {
  readonly stack: string;
  readonly plan: Plan;
  /** File that cdktf wrote for the stack, with the rules that were waived there; it need not be there. */
  readonly written: string;
}

export interface Judgement {
  readonly problems: readonly Problem[];
  /** How many of the problems AWS would refuse; the others it punishes later. */
  readonly errors: number;
  /** Values that are known only after the apply. */
  readonly unjudged: readonly Unjudged[];
}

/** Judges plans together, so that what one stack gives another by name is seen. */
export function judgePlans(plans: readonly StackPlan[]): Judgement {
  const planned = Object.fromEntries(plans.map(({ stack, plan }) => [stack, plannedConfiguration(plan)]));
  const written = plans.flatMap(({ stack, written: file }) =>
    existsSync(file) ? [[stack, JSON.parse(readFileSync(file, "utf8"))] as const] : [],
  );
  const variables = new Map(plans.map(({ stack, plan }) => [stack, plan.variables ?? {}]));
  const stacks = completed(planned, new Map(written), variables);
  const { problems, unjudged } = check(stacks, planRules);
  return { problems, errors: problems.filter(({ rule }) => rule.severity === "error").length, unjudged };
}

/** The line that ends a judgement. */
export function summarize({ problems, unjudged }: Judgement): string {
  const { length } = listUnjudged(unjudged);
  return `${problems.length} problems; ${length} values are known only after the apply, so nobody judged them`;
}
