import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { expect, test } from "vitest";
import { Budget, type BudgetProps } from "../../../constructs/account/budget";
import { synth } from "../../support/synth";

const budget = (more: Partial<BudgetProps>) =>
  synth((stack) => new Budget(stack, "Budget", { name: "site", monthlyUsd: 250, emails: [], ...more }));

test("tells mails and topic of 80 and 100 per cent, and of a forecast over the limit", () => {
  const topicArn = "arn:aws:sns:eu-west-1:111122223333:alarms";
  const to = { subscriber_email_addresses: ["a@example.com"], subscriber_sns_topic_arns: [topicArn] };
  expect(budget({ emails: ["a@example.com"], topicArn }).all(BudgetsBudget)).toMatchObject([
    {
      budget_type: "COST",
      time_unit: "MONTHLY",
      limit_amount: "250.0",
      limit_unit: "USD",
      notification: [
        { notification_type: "ACTUAL", threshold: 80, threshold_type: "PERCENTAGE", ...to },
        { notification_type: "ACTUAL", threshold: 100, threshold_type: "PERCENTAGE", ...to },
        { notification_type: "FORECASTED", threshold: 100, threshold_type: "PERCENTAGE", ...to },
      ],
    },
  ]);
});

test("fails when nobody would hear of it", () => {
  expect(() => budget({})).toThrow("test/Budget: emails or topicArn must name somebody to tell, got neither");
});
