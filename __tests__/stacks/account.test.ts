import { BudgetsBudget } from "@cdktf/provider-aws/lib/budgets-budget";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
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

/** An environment with everything that has a role, a secret or an instance profile. */
const everything = (name: string) =>
  environmentWith(
    {
      ci: { repository: "example/site" },
      database: { proxy: {}, monitoringIntervalSeconds: 60 },
      backup: {},
      network: { availabilityZones: ["eu-west-1a", "eu-west-1b"], nat: "single", flowLogs: {} },
      service: { cron: "scheduler", architecture: "ARM64", capacity: { type: "ec2" } },
      deployment: { strategy: "blue-green", alarms: true },
      monitoring: {},
      protectData: false,
      schedule: { offHours: {} },
    },
    name,
  );

type Apps = Awaited<ReturnType<typeof synthApp>>;
const named = (stacks: Apps, type: { tfResourceType: string }) =>
  Object.values(stacks).flatMap((stack) => resources(stack, type));

test("a CI's rights reach all of its environment's roles, secrets and policies, and nothing of one whose name begins alike", async () => {
  const [own, other] = [await synthApp(everything("test")), await synthApp(everything("test-eu"))];
  const allowed = resources(own.account, IamRolePolicy)
    .flatMap(({ policy }) => JSON.parse(String(policy)).Statement as Statement[])
    .filter(({ Effect }) => Effect === "Allow");
  const reaches = (arn: string, action: string) =>
    allowed
      .filter(({ Action }) => [Action].flat().includes(action))
      .some(({ Resource }) => [Resource].flat().some((one) => new RegExp(`^${one.replaceAll("*", ".*")}$`).test(arn)));
  const roles = (stacks: Apps) => named(stacks, IamRole).map(({ name }) => `arn:aws:iam::111122223333:role/${name}`);
  const secrets = (stacks: Apps) =>
    named(stacks, SecretsmanagerSecret).map(
      ({ name_prefix }) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name_prefix}20261126-abcdef`,
    );
  expect(roles(own).filter((arn) => !reaches(arn, "iam:PassRole"))).toEqual([]);
  expect(secrets(own).filter((arn) => !reaches(arn, "secretsmanager:GetSecretValue"))).toEqual([]);
  expect(roles(other).filter((arn) => reaches(arn, "iam:PassRole"))).toEqual([]);
  expect(secrets(other).filter((arn) => reaches(arn, "secretsmanager:GetSecretValue"))).toEqual([]);
  const passedTo = allowed.flatMap(({ Condition }) => Condition?.StringEquals?.["iam:PassedToService"] ?? []);
  const takers = Object.values(own)
    .filter(({ name }) => name !== "test-account")
    .flatMap((stack) => resources(stack, IamRole))
    .flatMap(({ assume_role_policy }) => JSON.parse(String(assume_role_policy)).Statement)
    .flatMap(({ Principal }) => Principal.Service);
  expect(takers.filter((service) => !passedTo.includes(service))).toEqual([]);
  const attachable = allowed.flatMap(({ Condition }) => Condition?.ArnEquals?.["iam:PolicyARN"] ?? []);
  const attached = named(own, IamRolePolicyAttachment).filter(({ role }) => !String(role).includes(".Ci_"));
  expect(attached.length).toBeGreaterThan(5);
  expect(attached.map(({ policy_arn }) => policy_arn).filter((arn) => !attachable.includes(String(arn)))).toEqual([]);
});

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: Readonly<Record<"ArnEquals" | "StringEquals", Readonly<Record<string, string[]>> | undefined>>;
}
