// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { readAttachments, readPolicies } from "../../../audit/facts/policies";
import { treeOf } from "../support/stacks";

const policy = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: statement });

test("rights, trust and resource policies are told apart and named by what they are about", () => {
  const resource = {
    aws_iam_role: { R: { assume_role_policy: policy({ Sid: "Assume", Principal: { Service: "ecs.amazonaws.com" } }) } },
    aws_iam_role_policy: { P: { role: "${aws_iam_role.R.name}", policy: policy([{ Sid: "Do", Action: ["a:B"] }]) } },
    aws_kms_key: { K: { policy: policy({ Sid: "Use", Principal: { AWS: "*" } }) } },
  };
  const found = readPolicies(treeOf({ s: { resource } }));
  expect(found.map(({ kind, subject, statements }) => [kind, subject, statements[0]?.sid])).toEqual([
    ["trust", "R", "Assume"],
    ["rights", "R", "Do"],
    ["resource", "K", "Use"],
  ]);
});

test("a policy is read from jsonencode and from a policy document, too", () => {
  const statement = [{ sid: "Read", actions: ["kms:Decrypt"], resources: ["*"], principals: [] }];
  const data = { aws_iam_policy_document: { D: { statement } } };
  const resource = {
    aws_iam_policy: { P: { policy: "${data.aws_iam_policy_document.D.json}" } },
    aws_kms_key: { K: { policy: '${jsonencode({ Statement = [{ Sid = "Use", Action = "kms:*" }] })}' } },
  };
  const found = readPolicies(treeOf({ s: { resource, data } }));
  expect(found.map(({ statements: [one] }) => [one?.sid, one?.actions])).toEqual([
    ["Read", ["kms:Decrypt"]],
    ["Use", ["kms:*"]],
  ]);
});

test("policies that a role is given whole are listed, attached or inline", () => {
  const resource = {
    aws_iam_role: { R: { managed_policy_arns: ["arn:inline"] } },
    aws_iam_role_policy_attachment: { A: { role: "${aws_iam_role.R.name}", policy_arn: "arn:attached" } },
  };
  const found = readAttachments(treeOf({ s: { resource } }));
  expect(found.map(({ subject, policy: arn }) => [subject, arn])).toEqual([
    ["R", "arn:attached"],
    ["R", "arn:inline"],
  ]);
});
