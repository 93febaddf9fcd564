import { Failure } from "../cli/outcome";
import { objectOf } from "../terraform/json";
import { inOrder, type WrittenStack } from "../terraform/stacks";
import { type Drifted, drifted } from "./drifted";
import { knowledgeOf, type ProviderSchemas } from "./knowledge";
import type { Refresh } from "./terraform";

/** What became of one stack. */
export type StackDrift = { readonly stack: string } & (
  | { readonly state: "same" | "not deployed" }
  | { readonly state: "drifted"; readonly resources: readonly Drifted[] }
  | { readonly state: "failed"; readonly reason: string }
);

export type ReadStack = WrittenStack & { readonly json: unknown };

/** Stacks that an administrator deploys: the CI's role does not read what they hold. */
const ADMINISTRATORS = /-(?:state|account)$/;

/**
 * The stacks to ask about, in the order of their deployment.
 *
 * @param names some of them; empty for all but those of an administrator @throws {Failure} when there is none of a name
 */
export function chosenStacks(stacks: readonly ReadStack[], names: readonly string[]): ReadStack[] {
  const ordered = inOrder(stacks);
  if (names.length === 0) return ordered.filter(({ name }) => !ADMINISTRATORS.test(name));
  const missing = names.filter((one) => !ordered.some(({ name }) => name === one));
  if (missing.length > 0) {
    const known = ordered.map(({ name }) => name).join(", ");
    throw new Failure(`--stack ${missing.join(" ")}: the environment has no such stack; it has ${known}`);
  }
  return ordered.filter(({ name }) => names.includes(name));
}

/** Names of a stack's providers; all stacks have them in the same versions. */
function providersOf(json: unknown): string {
  const { required_providers } = objectOf(objectOf(json).terraform);
  return Object.keys(objectOf(required_providers)).sort().join();
}

/** Asks about one stack after another. A stack that cannot be read is one of the answers, and the others are asked all the same. */
export async function findDrift(
  stacks: readonly ReadStack[],
  refresh: Refresh,
  progress: (stack: string) => void,
): Promise<StackDrift[]> {
  const found: StackDrift[] = [];
  const types = new Map<string, ProviderSchemas>();
  for (const { name: stack, directory, json } of stacks) {
    progress(stack);
    try {
      const { plan, schemas } = await refresh(directory);
      if (plan.prior_state?.values === undefined) {
        found.push({ stack, state: "not deployed" });
        continue;
      }
      if ((plan.resource_drift ?? []).length === 0) {
        found.push({ stack, state: "same" });
        continue;
      }
      const providers = providersOf(json);
      const known = types.get(providers) ?? (await schemas());
      types.set(providers, known);
      const resources = drifted(plan, knowledgeOf(json, known));
      found.push(resources.length === 0 ? { stack, state: "same" } : { stack, state: "drifted", resources });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      found.push({ stack, state: "failed", reason: error.message });
    }
  }
  return found;
}
