import type { KnownTypes } from "../knowledge";

export const BUDGETS: KnownTypes = {
  aws_budgets_budget: { id: "{account}:{name}" },
};
