import type { Problem } from "../problems";
import type { Environment } from "../sections";

/** A rule over several settings. */
export interface CrossCheck {
  /** Sections that must be right in themselves before the rule can be judged. */
  readonly needs: readonly (keyof Environment)[];
  readonly run: (environment: Environment) => Problem[];
}

export function when<K extends keyof Environment>(
  needs: readonly K[],
  run: (sections: Pick<Environment, K>) => (Problem | false)[],
): CrossCheck {
  return { needs, run: (environment) => run(environment).filter((problem) => problem !== false) };
}

/** What AWS does not have, as aws/ says it: "is no class that RDS has …". */
export const refused = (path: string, refusal: string | undefined, value: unknown): Problem | false =>
  refusal !== undefined && { path, rule: refusal, value };
