import { expect, test } from "vitest";
import { signerOf } from "../../../../rehearsal/effects/aws/answers";
import { PurgeCalls } from "../../../../rehearsal/effects/aws/purge-calls";
import { accessKeyOf, Rights } from "../../../../rehearsal/effects/aws/rights";
import { Inventory } from "../../../../rehearsal/provider-double/inventory";

const PARAMETER = "arn:aws:ssm:eu-west-1:111122223333:parameter/site/distribution-id";
const DISTRIBUTION = "arn:aws:cloudfront::111122223333:distribution/E1EXAMPLE";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An account in which a role may do what these actions say. */
function account(...actions: string[]) {
  const inventory = new Inventory();
  const policy = JSON.stringify({
    Statement: [{ Effect: "Allow", Action: actions, Resource: [PARAMETER, DISTRIBUTION] }],
  });
  inventory.put("aws_iam_role", { id: "task", arn: "arn:aws:iam::111122223333:role/task", name: "task" });
  inventory.put("aws_iam_role_policy", { id: "p", role: "task", policy });
  inventory.put("aws_ssm_parameter", {
    id: "s",
    arn: PARAMETER,
    name: "/site/distribution-id",
    type: "String",
    value: "E1EXAMPLE",
  });
  inventory.put("aws_cloudfront_distribution", { id: "E1EXAMPLE", arn: DISTRIBUTION });
  const invalidated: [string, readonly string[]][] = [];
  const rights = new Rights(() => inventory);
  const calls = new PurgeCalls(() => inventory, rights, {
    invalidate: (id, paths) => {
      invalidated.push([id, paths]);
      return true;
    },
  });
  const answer = (request: Asked) => {
    const { key, service } = signerOf(request.headers.authorization);
    return calls.answer(service, request, rights.caller(key));
  };
  return { inventory, answer, invalidated };
}

const signed = (service: string, key = accessKeyOf("task")) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261127/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});
const getParameter = (name: string, key?: string): Asked => ({
  ...{ method: "POST", path: "/", headers: { "x-amz-target": "AmazonSSM.GetParameter", ...signed("ssm", key) } },
  body: JSON.stringify({ Name: name }),
});
const createInvalidation = (paths: readonly string[], id = "E1EXAMPLE", key?: string): Asked => ({
  ...{ method: "POST", path: `/2020-05-31/distribution/${id}/invalidation`, headers: signed("cloudfront", key) },
  body: `<InvalidationBatch><Paths><Quantity>${paths.length}</Quantity><Items>${paths.map((path) => `<Path>${path}</Path>`).join("")}</Items></Paths><CallerReference>r</CallerReference></InvalidationBatch>`,
});
const EVERYTHING = ["ssm:GetParameter", "cloudfront:CreateInvalidation"];

test("a parameter is found by its ARN or name", () => {
  const { answer } = account(...EVERYTHING);
  for (const name of [PARAMETER, "/site/distribution-id"]) {
    const { status, body = "" } = answer(getParameter(name)) ?? {};
    expect(status).toBe(200);
    expect(JSON.parse(body).Parameter).toMatchObject({ Value: "E1EXAMPLE", ARN: PARAMETER, Type: "String" });
  }
});

test("an invalidation reaches the distribution with its paths", () => {
  const { answer, invalidated } = account(...EVERYTHING);
  const { status, body } = answer(createInvalidation(["/*", "/a&amp;b"])) ?? {};
  expect([status, body]).toEqual([
    201,
    expect.stringMatching(/<Id>I[0-9A-F]+<\/Id><Status>Completed<[\s\S]*<Path>\/a&amp;b<\/Path>/),
  ]);
  expect(invalidated).toEqual([["E1EXAMPLE", ["/*", "/a&b"]]]);
});

test.each([
  ["the right to invalidate", ["ssm:GetParameter"], createInvalidation(["/*"]), 403, "AccessDenied"],
  ["the right to read", ["cloudfront:*"], getParameter(PARAMETER), 400, "AccessDeniedException"],
  ["the right to another's", EVERYTHING, createInvalidation(["/*"], "E2EXAMPLE"), 403, "AccessDenied"],
  [
    "a key that is a role's",
    EVERYTHING,
    createInvalidation(["/*"], "E1EXAMPLE", "ASIAOTHER"),
    403,
    "InvalidClientTokenId",
  ],
  ["a parameter", ["ssm:*"], getParameter("/site/distribution-i"), 400, "AccessDeniedException"],
  ["a path from the root", EVERYTHING, createInvalidation(["a"]), 400, "InvalidArgument"],
  ["a path", EVERYTHING, createInvalidation([]), 400, "MalformedXML"],
])("AWS refuses without %s", (_, actions, request, status, code) => {
  const { answer, invalidated } = account(...actions);
  expect(() => answer(request)).toThrow(expect.objectContaining({ status, code }));
  expect(invalidated).toEqual([]);
});

test("a right may come with an attached policy", () => {
  const { answer, inventory } = account();
  const policy = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: DISTRIBUTION } });
  inventory.put("aws_iam_policy", { id: "m", arn: "arn:m", policy });
  expect(() => answer(createInvalidation(["/*"]))).toThrow("is not authorized to perform");
  inventory.put("aws_iam_role_policy_attachment", { id: "a", role: "task", policy_arn: "arn:m" });
  expect(answer(createInvalidation(["/*"]))?.status).toBe(201);
});
