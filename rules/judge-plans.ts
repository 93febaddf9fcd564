import { existsSync, readFileSync } from "node:fs";
import { objectOf } from "../terraform/json";
import { type Plan, plannedConfiguration } from "../terraform/planned";
import { check, type Problem } from "./check";
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
  /** By rule, how many values are known only after the apply. */
  readonly unjudged: ReadonlyMap<string, number>;
}

/** Judges plans together, so that what one stack gives another by name is seen. */
export function judgePlans(plans: readonly StackPlan[]): Judgement {
  const stacks = Object.fromEntries(
    plans.map(({ stack, plan, written }) => [stack, withComments(plannedConfiguration(plan), written)]),
  );
  const { problems, skipped } = check(stacks, planRules);
  return { problems, errors: problems.filter(({ rule }) => rule.severity === "error").length, unjudged: skipped };
}

/** The line that ends a judgement. */
export function summarize({ problems, unjudged }: Judgement): string {
  const total = [...unjudged.values()].reduce((sum, count) => sum + count, 0);
  return `${problems.length} problems; ${total} values are known only after the apply, so nobody judged them`;
}

/** The configuration with the comments that cdktf wrote for each resource: its construct path, and the rules waived for it. */
function withComments(configuration: Record<string, unknown>, file: string): Record<string, unknown> {
  if (!existsSync(file)) return configuration;
  const written = objectOf(JSON.parse(readFileSync(file, "utf8")).resource);
  const resource = Object.entries(objectOf(configuration.resource)).map(([type, named]) => {
    const instances = Object.entries(objectOf(named)).map(([name, body]) => {
      const { "//": comment } = objectOf(objectOf(written[type])[name.replace(/\[.*$/, "")]);
      return [name, comment === undefined ? body : { ...objectOf(body), "//": comment }];
    });
    return [type, Object.fromEntries(instances)];
  });
  return { ...configuration, resource: Object.fromEntries(resource) };
}
