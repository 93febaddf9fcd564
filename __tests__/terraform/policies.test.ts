// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { covers, statementsOf } from "../../terraform/policies";
import { Tree } from "../../terraform/tree";

const read = (policy: unknown, data: object = {}) => {
  const [key] = new Tree({ s: { resource: { aws_kms_key: { K: { policy } } }, data } }).all("aws_kms_key");
  return key && statementsOf(key, "policy");
};

test("a statement keeps its exceptions, principals and conditions", () => {
  const statement = {
    Sid: "All",
    Effect: "Deny",
    NotAction: "s3:Get*",
    NotResource: ["${aws_kms_key.K.arn}"],
    NotPrincipal: { AWS: ["1", "2"] },
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  expect(read(JSON.stringify({ Statement: statement }))).toEqual([
    {
      sid: "All",
      allow: false,
      actions: ["s3:Get*"],
      actionsInverted: true,
      resources: ["${aws_kms_key.K.arn}"],
      resourcesInverted: true,
      principals: [
        { kind: "AWS", who: "1" },
        { kind: "AWS", who: "2" },
      ],
      principalsInverted: true,
      conditions: [{ operator: "Bool", key: "aws:SecureTransport", values: ["false"] }],
      stack: "s",
    },
  ]);
});

test("a policy document says the same as the JSON that AWS makes of it", () => {
  const statement = {
    sid: "One",
    effect: "Deny",
    not_actions: ["s3:Get*"],
    not_resources: ["arn:x"],
    not_principals: { type: "AWS", identifiers: ["1"] },
    condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  };
  const json = {
    Sid: "One",
    Effect: "Deny",
    NotAction: "s3:Get*",
    NotResource: "arn:x",
    NotPrincipal: { AWS: "1" },
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const document = read("${data.aws_iam_policy_document.D.json}", { aws_iam_policy_document: { D: { statement } } });
  expect(document).toEqual(read(JSON.stringify({ Statement: [json] })));
});

test.each([
  undefined,
  "${var.policy}",
  "no JSON",
  '{"Version":"2012-10-17"}',
  "${data.aws_iam_policy_document.D.json}",
])("%s has no statements that can be read", (policy) => {
  const data = { aws_iam_policy_document: { D: { source_policy_documents: ["{}"] } } };
  expect(read(policy, data)).toBeUndefined();
});

test("a statement that denies, or allows all but an action, does not let it through", () => {
  const one = (statement: object) => read(JSON.stringify({ Statement: statement }))?.[0];
  const [denies, allButIam] = [one({ Effect: "Deny", Action: "*" }), one({ Effect: "Allow", NotAction: "iam:*" })];
  expect(denies && covers(denies, "s3:GetObject")).toBe(false);
  expect(allButIam && covers(allButIam, "iam:PassRole")).toBe(false);
  expect(allButIam && covers(allButIam, "s3:GetObject")).toBe(true);
});
