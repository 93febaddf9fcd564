import type { KnownTypes } from "../knowledge";
import { taken } from "../refusal";

export const BUDGETS: KnownTypes = {
  aws_budgets_budget: {
    id: "{account}:{name}",
    refuses: [
      taken(
        "Budgets: CreateBudget",
        "DuplicateRecordException",
        ["name"],
        ({ state }) => `Error creating budget: ${state.name} - the budget already exists.`,
      ),
    ],
  },
};
