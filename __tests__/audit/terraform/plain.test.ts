import { expect, test } from "vitest";
import { withoutComments } from "../../../audit/terraform/plain";
import { printJson, sorted } from "../../../terraform/json";

test("cdktf's comments go, a tag of the same name stays", () => {
  const document = {
    "//": { metadata: {} },
    resource: { aws_lb: { A: { "//": { metadata: { path: "p" } }, tags: { "//": "kept" } } } },
    output: { O: { "//": {}, value: 1 } },
    provider: { aws: [{ "//": {}, region: "r" }] },
  };
  expect(withoutComments(document)).toEqual({
    resource: { aws_lb: { A: { tags: { "//": "kept" } } } },
    output: { O: { value: 1 } },
    provider: { aws: [{ region: "r" }] },
  });
});

test("keys are printed in one order, lists in their own", () => {
  expect(printJson({ b: [2, 1], a: { d: 1, c: 2 } })).toBe(printJson({ a: { c: 2, d: 1 }, b: [2, 1] }));
  expect(sorted([3, 1])).toEqual([3, 1]);
});
