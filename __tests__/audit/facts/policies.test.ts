// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { readAttachments, readPolicies } from "../../../audit/facts/policies";
import { systemOf } from "../support/system";

const policy = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: statement });

test("rights, trust and resource policies are told apart and named by what they are about", () => {
  const resource = {
    aws_iam_role: { R: { assume_role_policy: policy({ Sid: "Assume", Principal: { Service: "ecs.amazonaws.com" } }) } },
    aws_iam_role_policy: { P: { role: "${aws_iam_role.R.name}", policy: policy([{ Sid: "Do", Action: ["a:B"] }]) } },
    aws_kms_key: { K: { policy: policy({ Sid: "Use", Principal: { AWS: "*" } }) } },
  };
  const found = readPolicies(systemOf({ s: { resource } }));
  expect(found.map(({ kind, subject, statements }) => [kind, subject, statements[0]?.sid])).toEqual([
    ["trust", "R", "Assume"],
    ["rights", "R", "Do"],
    ["resource", "K", "Use"],
  ]);
});

test("a statement keeps its exceptions, principals and conditions", () => {
  const statement = {
    Effect: "Deny",
    NotAction: "s3:Get*",
    NotResource: ["${aws_kms_key.K.arn}"],
    NotPrincipal: { AWS: ["1", "2"] },
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  const resource = { aws_kms_key: { K: { policy: policy(statement) } } };
  expect(readPolicies(systemOf({ s: { resource } }))[0]?.statements[0]).toEqual({
    effect: "Deny",
    actions: ["s3:Get*"],
    actionsInverted: true,
    resources: ["‹K.arn›"],
    resourcesInverted: true,
    principals: ["not AWS: 1", "not AWS: 2"],
    conditions: ["Bool aws:SecureTransport = false"],
  });
});

test("policies that a role is given whole are listed, attached or inline", () => {
  const resource = {
    aws_iam_role: { R: { managed_policy_arns: ["arn:inline"] } },
    aws_iam_role_policy_attachment: { A: { role: "${aws_iam_role.R.name}", policy_arn: "arn:attached" } },
  };
  const found = readAttachments(systemOf({ s: { resource } }));
  expect(found.map(({ subject, policy: arn }) => [subject, arn])).toEqual([
    ["R", "arn:attached"],
    ["R", "arn:inline"],
  ]);
});
