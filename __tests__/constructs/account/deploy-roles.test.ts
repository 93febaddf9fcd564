import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { expect, test } from "vitest";
import { DeployRoles, type DeployRolesProps } from "../../../constructs/account/deploy-roles";
import { synth } from "../../support/synth";

const roles = (more: Partial<DeployRolesProps> = {}) =>
  synth((stack) => {
    new DeployRoles(stack, "Ci", {
      name: "site-ci",
      namePrefix: "site",
      stateBucket: "site-state",
      lockTable: "site-lock",
      repository: "example/site",
      branch: "main",
      createProvider: true,
      ...more,
    });
  }).all;

type Statement = { Sid: string; Effect: string; Action: string | string[]; Resource: string | string[] };
const statements = (all: ReturnType<typeof roles>, name: string): Statement[] => {
  const found = all(IamRolePolicy).find((one) => one.name === name);
  return JSON.parse(String(found?.policy)).Statement;
};
const actions = (list: Statement[], effect: string) =>
  list.filter(({ Effect }) => Effect === effect).flatMap(({ Action }) => Action);

test("pull requests and the branch take the plan role, the branch alone takes the apply role", () => {
  const trusts = roles()(IamRole).map(({ name, assume_role_policy }) => [
    name,
    JSON.parse(String(assume_role_policy)).Statement,
  ]);
  const trust = (...subjects: string[]) => [
    expect.objectContaining({
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: expect.stringContaining("aws_iam_openid_connect_provider") },
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": subjects,
        },
      },
    }),
  ];
  expect(trusts).toEqual([
    ["site-ci-apply", trust("repo:example/site:ref:refs/heads/main")],
    ["site-ci-plan", trust("repo:example/site:pull_request", "repo:example/site:ref:refs/heads/main")],
  ]);
});

test("a repository whose numbers are given is trusted by both forms of its subject", () => {
  const [apply] = roles({ ids: { owner: 123, repository: 456 } })(IamRole);
  expect(JSON.parse(String(apply?.assume_role_policy)).Statement[0].Condition.StringEquals).toMatchObject({
    "token.actions.githubusercontent.com:sub": [
      "repo:example/site:ref:refs/heads/main",
      "repo:example@123/site@456:ref:refs/heads/main",
    ],
  });
});

test("the plan role reads, and the apply role has no rights over IAM but those of its policy", () => {
  expect(roles()(IamRolePolicyAttachment).map(({ policy_arn }) => policy_arn)).toEqual([
    "arn:aws:iam::aws:policy/PowerUserAccess",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
  ]);
});

test("planning writes nothing but the lock of the state", () => {
  const written = actions(statements(roles(), "plan"), "Allow").filter((action) =>
    /:(Put|Create|Delete|Update|Attach|Tag)/.test(action),
  );
  expect(written).toEqual(["s3:PutObject", "s3:DeleteObject", "dynamodb:PutItem", "dynamodb:DeleteItem"]);
  expect(statements(roles(), "plan")).toContainEqual(
    expect.objectContaining({ Sid: "LockTheState", Resource: "arn:aws:s3:::site-state/*.tflock" }),
  );
});

test("planning opens the secrets of the environment alone", () => {
  expect(statements(roles(), "plan")).toContainEqual(
    expect.objectContaining({
      Action: "secretsmanager:GetSecretValue",
      Resource: ["admin", "db", "keys"].map(
        (name) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:site-${name}-*`,
      ),
    }),
  );
});

test("deploying attaches nothing but the policies of AWS that the stacks attach", () => {
  const attach = statements(roles(), "apply").filter(
    ({ Action, Effect }) => Effect === "Allow" && [Action].flat().some((one) => /Attach/.test(one)),
  );
  expect(attach).toEqual([
    expect.objectContaining({
      Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
      Condition: {
        ArnEquals: {
          "iam:PolicyARN": expect.arrayContaining(["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"]),
        },
      },
    }),
  ]);
});

test("deploying makes and hands on roles of the environment's name alone, and never touches the deploy roles", () => {
  const list = statements(roles(), "apply");
  for (const { Effect, Action, Resource } of list.filter(({ Sid }) => Sid !== "ReadTheTokenProvider")) {
    for (const one of Effect === "Allow" ? [Resource].flat() : [])
      expect(one).toMatch(/^arn:aws:iam::111122223333:(role|instance-profile)\/site-[a-z-]+$/);
    expect([Action].flat().every((action) => action.startsWith("iam:"))).toBe(true);
  }
  expect(list).toContainEqual(
    expect.objectContaining({
      Effect: "Deny",
      Action: expect.arrayContaining(["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:Update*"]),
      Resource: ["arn:aws:iam::111122223333:role/site-ci-plan", "arn:aws:iam::111122223333:role/site-ci-apply"],
    }),
  );
});

test("deploying hands roles to services by name, never to any service", () => {
  const pass = statements(roles(), "apply").find(({ Action }) => Action === "iam:PassRole");
  expect(pass).toMatchObject({
    Condition: { StringEquals: { "iam:PassedToService": expect.arrayContaining(["ecs-tasks.amazonaws.com"]) } },
  });
});

test("an account's provider of tokens is made once, and named where it is there already", () => {
  expect(roles()(IamOpenidConnectProvider)).toMatchObject([
    { url: "https://token.actions.githubusercontent.com", client_id_list: ["sts.amazonaws.com"] },
  ]);
  const all = roles({ createProvider: false });
  expect(all(IamOpenidConnectProvider)).toEqual([]);
  for (const { assume_role_policy } of all(IamRole)) {
    expect(assume_role_policy).toContain("arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com");
  }
});
