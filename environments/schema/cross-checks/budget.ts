import type { CrossCheck } from "./cross-check";

export const budgetChecks: readonly CrossCheck[] = [
  {
    // Not `monitoring`, which may be missing.
    needs: ["budget"],
    run: ({ budget, monitoring }) =>
      budget !== undefined && budget.emails.length === 0 && monitoring === undefined
        ? [{ path: "budget.emails", rule: "must name somebody, or the environment must have monitoring", value: [] }]
        : [],
  },
];
