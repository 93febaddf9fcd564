import { join } from "node:path";
import { Failure } from "../cli/outcome";
import type { StackPlan } from "../rules/judge-plans";
import { type ChangeCounts, changeCounts, type Removal, removals } from "../terraform/removals";
import type { Rehearsal } from "./rehearsal";
import { liftPreventDestroy, restorePreventDestroy, type Stack } from "./run/stacks";
import type { PlanJson } from "./run/terraform";

/** What became of one stack. */
export interface StackUpgrade {
  readonly stack: string;
  /** What is replaced, destroyed or forgotten, data first. */
  readonly removals: readonly Removal[];
  readonly counts: ChangeCounts;
  /** In the words of who refused: Terraform, or the double of AWS. */
  readonly refused?: string;
  /** Stack before it that was refused, so that nobody knows what would become of this one. */
  readonly notReached?: string;
}

const NOTHING: Pick<StackUpgrade, "removals" | "counts"> = { removals: [], counts: { add: 0, change: 0, destroy: 0 } };
const PROTECTED = /Instance cannot be destroyed/;

export interface Upgrade {
  readonly stacks: readonly StackUpgrade[];
  /** The plans of the stacks that had one, for the rules. */
  readonly plans: readonly StackPlan[];
}

/** Plans and applies what is synthesized now, stack by stack, on the state of what was deployed before. */
export async function upgrade(rehearsal: Rehearsal, onStack: (stack: string) => void): Promise<Upgrade> {
  const stacks: StackUpgrade[] = [];
  const plans: StackPlan[] = [];
  const stopped = new Map<string, string>();
  for (const stack of rehearsal.synthesized) {
    onStack(stack.name);
    const culprit = stack.dependencies.map((name) => stopped.get(name)).find((name) => name !== undefined);
    if (culprit !== undefined) {
      stopped.set(stack.name, culprit);
      stacks.push({ stack: stack.name, ...NOTHING, notReached: culprit });
      continue;
    }
    const { plan, refused } = await upgradeStack(rehearsal, stack);
    if (refused !== undefined) stopped.set(stack.name, stack.name);
    if (plan) plans.push({ stack: stack.name, plan, written: join(stack.directory, "cdk.tf.json") });
    stacks.push({
      stack: stack.name,
      ...(plan ? { removals: removals(plan), counts: changeCounts(plan) } : NOTHING),
      ...(refused !== undefined && { refused }),
    });
  }
  return { stacks, plans };
}

interface Applied {
  readonly plan?: PlanJson;
  readonly refused?: string;
}

async function upgradeStack(rehearsal: Rehearsal, stack: Stack): Promise<Applied> {
  const terraform = rehearsal.terraform();
  await terraform.init(stack);
  let plan: PlanJson | undefined;
  try {
    plan = await terraform.plan(stack);
    await terraform.applyPlan(stack, () => undefined);
    return { plan };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (plan !== undefined || !PROTECTED.test(error.message)) return { plan, refused: error.message };
    return { plan: await planWithoutProtection(rehearsal, stack), refused: error.message };
  }
}

/** Terraform names one protected resource and plans nothing: without the protection its plan names all that would go. */
async function planWithoutProtection(rehearsal: Rehearsal, stack: Stack): Promise<PlanJson> {
  liftPreventDestroy(stack);
  try {
    return await rehearsal.terraform().plan(stack);
  } finally {
    restorePreventDestroy(stack);
  }
}
