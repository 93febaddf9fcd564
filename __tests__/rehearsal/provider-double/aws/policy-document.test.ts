import { expect, test } from "vitest";
import { policyDocument } from "../../../../rehearsal/provider-double/aws/policy-document";

test("writes statements as IAM reads them", () => {
  const document = policyDocument({
    statement: [
      {
        sid: "Read",
        effect: null,
        actions: ["s3:GetObject"],
        resources: ["a", "b"],
        principals: [{ type: "Service", identifiers: ["ecs-tasks.amazonaws.com"] }],
        condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] }],
      },
    ],
  });
  expect(document).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: ["a", "b"],
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": "1" } },
      },
    ],
  });
});

test("puts the statements of source documents first, and everyone as a star", () => {
  const document = policyDocument({
    source_policy_documents: ['{"Statement":[{"Sid":"First"}]}'],
    statement: [{ actions: ["s3:*"], principals: [{ type: "*", identifiers: ["*"] }] }],
  });
  expect(document.Statement).toEqual([{ Sid: "First" }, { Effect: "Allow", Action: "s3:*", Principal: "*" }]);
});
