import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { Construct } from "constructs";

export interface BudgetProps {
  readonly name: string;
  readonly monthlyUsd: number;
  readonly emails: readonly string[];
  /** @default - none; one of the two must be there */
  readonly topicArn?: string;
}

/** Says when the account's costs of a month pass 80 and 100 %, and when they are about to. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { name, monthlyUsd, emails, topicArn }: BudgetProps) {
    super(scope, id);
    if (emails.length === 0 && topicArn === undefined) {
      throw new Error(`${this.node.path}: emails or topicArn must name somebody to tell, got neither`);
    }
    const notification = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      comparisonOperator: "GREATER_THAN",
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: emails.length > 0 ? [...emails] : undefined,
      subscriberSnsTopicArns: topicArn === undefined ? undefined : [topicArn],
    });
    new BudgetsBudget(this, "Resource", {
      name,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: monthlyUsd.toFixed(1),
      limitUnit: "USD",
      notification: [notification("ACTUAL", 80), notification("ACTUAL", 100), notification("FORECASTED", 100)],
    });
  }
}
