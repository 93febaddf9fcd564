import type { KnownTypes } from "../knowledge";

export const budgets: KnownTypes = {
  aws_budgets_budget: { id: "{account}:{name}" },
};
