import { expect, test } from "vitest";
import { check } from "../../rules/check";
import type { Rule } from "../../rules/rule";

const rule = (id: string, general?: "attribute"): Rule => ({
  id,
  trap: 1,
  title: id,
  source: "https://example.com",
  severity: "error",
  fix: "Mend it.",
  general,
  on: ["aws_x"],
  *check(resource) {
    yield resource.problem(general ? "block.name" : "block");
  },
});
const broken = (rules: Rule[], json: object = {}) => check({ stack: { resource: { aws_x: { a: json } } } }, rules);

test("a rule of a whole family is silent where another has spoken of the attribute or of the block that holds it", () => {
  expect(broken([rule("family", "attribute"), rule("special")]).problems.map(({ rule: { id } }) => id)).toEqual([
    "special",
  ]);
  expect(broken([rule("family", "attribute")]).problems.map(({ rule: { id } }) => id)).toEqual(["family"]);
});

test("what is waived of the other is waived of the family", () => {
  const json = { "//": { waived: { special: "because" } } };
  expect(broken([rule("family", "attribute"), rule("special")], json)).toMatchObject({
    problems: [],
    waived: [{ reason: "because" }],
  });
});
