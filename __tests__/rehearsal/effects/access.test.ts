import { expect, test } from "vitest";
import { isAllowed } from "../../../rehearsal/effects/access";

const attempt = { action: "cloudfront:CreateInvalidation", resource: "arn:aws:cloudfront::1:distribution/E1" };
const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = { Effect: "Allow", Action: attempt.action, Resource: attempt.resource };

test.each([
  ["one statement", [policy(allow)], true],
  ["a statement that is no list", [JSON.stringify({ Statement: allow })], true],
  ["no policy", [], false],
  ["another action", [policy({ ...allow, Action: "cloudfront:GetInvalidation" })], false],
  ["a wildcard, in other capitals", [policy({ ...allow, Action: ["s3:Get*", "CloudFront:create*"] })], true],
  ["another resource", [policy({ ...allow, Resource: "arn:aws:cloudfront::1:distribution/E2" })], false],
  ["resources by wildcard", [policy({ ...allow, Resource: ["arn:aws:cloudfront::1:distribution/E?"] })], true],
  ["a denial elsewhere", [policy(allow), policy({ ...allow, Effect: "Deny", Action: "*" })], false],
  ["all actions but another", [policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" })], true],
  ["all resources but this", [policy({ Effect: "Allow", Action: "*", NotResource: attempt.resource })], false],
  [
    "a condition that is not known here",
    [policy({ ...allow, Condition: { IpAddress: { "aws:SourceIp": "1" } } })],
    false,
  ],
])("%s: %o allow %s", (_, policies, allowed) => {
  expect(isAllowed(policies, attempt)).toBe(allowed);
});

test("a resource's policy looks at who asks, and at conditions", () => {
  const asked = {
    ...{ action: "s3:GetObject", resource: "arn:b/k", service: "cloudfront.amazonaws.com" },
    context: { "aws:SourceArn": "arn:E1", "aws:SecureTransport": "true" },
  };
  const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:b/*" };
  const cloudFront = { Principal: { Service: ["cloudfront.amazonaws.com"] } };
  expect(isAllowed([policy(read)], asked)).toBe(false);
  expect(isAllowed([policy({ ...read, Principal: "*" })], asked)).toBe(true);
  expect(isAllowed([policy({ ...read, Principal: { AWS: "arn:aws:iam::1:root" } })], asked)).toBe(false);
  for (const [condition, allowed] of [
    [{ StringEquals: { "aws:SourceArn": "arn:E1" } }, true],
    [{ StringEquals: { "aws:SourceArn": "arn:E2" } }, false],
    [{ ArnLike: { "aws:SourceArn": ["arn:x", "arn:E*"] } }, true],
    [{ Bool: { "aws:SecureTransport": "false" } }, false],
  ] as const)
    expect(isAllowed([policy({ ...read, ...cloudFront, Condition: condition })], asked)).toBe(allowed);
});
