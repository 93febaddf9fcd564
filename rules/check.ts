import type { Stacks } from "../terraform/block";
import { Tree, type Unjudged } from "../terraform/tree";
import { EVERY_TYPE, type Finding, type Rule } from "./rule";

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

/** Runs rules over all resources of all stacks; those of whole families last, so that one mistake is one problem. */
export function check(stacks: Stacks, rules: readonly Rule[]): Outcome {
  const tree = new Tree(stacks);
  const problems: Problem[] = [];
  const waived: Waived[] = [];
  const spoken = new Spoken();
  const special = rules.filter(({ general }) => general === undefined);
  for (const rule of [...special, ...rules.filter(({ general }) => general !== undefined)]) {
    tree.rule = rule.id;
    for (const resource of rule.on.includes(EVERY_TYPE) ? tree.managed : tree.all(...rule.on)) {
      for (const finding of rule.check(resource, tree)) {
        if (spoken.silences(rule, finding)) continue;
        spoken.add(finding);
        const reason = finding.resource.waivers[rule.id];
        if (typeof reason === "string") waived.push({ ...finding, rule, reason });
        else problems.push({ ...finding, rule });
      }
    }
  }
  return { problems, waived, unjudged: tree.unjudged };
}

/** Attributes that a rule has spoken of. */
class Spoken {
  private readonly attributes = new Map<Finding["resource"], Set<string>>();

  add({ resource, attribute }: Finding): void {
    const own = this.attributes.get(resource) ?? new Set();
    this.attributes.set(resource, own.add(attribute));
  }

  /** Whether another rule has said all that there is to say. */
  silences({ general }: Rule, finding: Finding): boolean {
    if (general === "resource") return this.attributes.has(finding.resource);
    return general === "attribute" && this.has(finding);
  }

  /** Whether the attribute itself, or the JSON or block that holds it, is one of them. */
  private has({ resource, attribute }: Finding): boolean {
    const own = [...(this.attributes.get(resource) ?? [])];
    return own.some((one) => attribute === one || attribute.startsWith(`${one}.`) || attribute.startsWith(`${one}[`));
  }
}
