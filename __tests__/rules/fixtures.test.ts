import { describe, expect, test } from "vitest";
import { check } from "../../rules/check";
import { rules } from "../../rules/rules";
import { fixtures } from "./fixtures";
import type { Configuration } from "./fixtures/fixture";

/** Ids of the rules that one stack breaks. */
const broken = (configuration: Configuration): string[] => [
  ...new Set(check({ stack: configuration }, rules).problems.map(({ rule }) => rule.id)),
];

describe.each(rules.map(({ id }) => id))("%s", (id) => {
  const { bad, good } = fixtures[id] ?? { bad: [], good: [] };

  test.each(bad.map((configuration, index) => [index + 1, configuration] as const))(
    "refuses bad fixture %i and no other rule does",
    (_, configuration) => {
      expect(broken(configuration)).toEqual([id]);
    },
  );

  test.each(good.map((configuration, index) => [index + 1, configuration] as const))(
    "lets near miss %i pass",
    (_, configuration) => {
      expect(broken(configuration)).toEqual([]);
    },
  );
});

test("every rule has a bad fixture and a near miss, and every fixture a rule", () => {
  const complete = Object.entries(fixtures).filter(([, { bad, good }]) => bad.length > 0 && good.length > 0);
  expect(complete.map(([id]) => id).sort()).toEqual(rules.map(({ id }) => id).sort());
});
