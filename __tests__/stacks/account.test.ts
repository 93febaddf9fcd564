import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { expect, test } from "vitest";
import { environmentWith, resources, synthApp } from "../support/synth-app";

test("a budget tells its addresses, and the alarms' topic where there is one", async () => {
  const alone = (await synthApp(environmentWith({ budget: { monthlyUsd: 100, emails: ["a@example.com"] } }))).account;
  expect(resources(alone, BudgetsBudget)).toMatchObject([{ name: "wordpress-test", limit_amount: "100.0" }]);
  expect(JSON.stringify(resources(alone, BudgetsBudget))).not.toContain("subscriber_sns_topic_arns");
  const { account } = await synthApp(environmentWith({ budget: { monthlyUsd: 100 }, monitoring: {} }));
  expect(JSON.stringify(resources(account, BudgetsBudget))).toContain("terraform_remote_state");
  expect(account?.dependencies).toContain("test-monitoring");
});

test("a CI's roles are named after the environment, and the outputs say where they are", async () => {
  const { account } = await synthApp(environmentWith({ ci: { repository: "example/site" } }));
  expect(resources(account, IamRole).map(({ name }) => name)).toEqual([
    "wordpress-test-ci-apply",
    "wordpress-test-ci-plan",
  ]);
  expect(Object.keys(account?.output ?? {})).toEqual(expect.arrayContaining(["PlanRoleArn", "ApplyRoleArn"]));
  expect(resources(account, BudgetsBudget)).toEqual([]);
});

test("GitHub's provider of tokens is made once in an account", async () => {
  const { account } = await synthApp(environmentWith({ ci: { repository: "example/site", createProvider: false } }));
  expect(resources(account, IamOpenidConnectProvider)).toEqual([]);
});
