import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "../../rules/check";
import { rules } from "../../rules/rules";
import { configuration, type Resources } from "./fixtures/fixture";

/** Additions that somebody might make, by what is said of them: one line each in `siblings/`. */
const additions = (file: string): [string, Resources][] =>
  Object.entries(JSON.parse(readFileSync(join(__dirname, "siblings", `${file}.json`), "utf8")));

const errors = (resources: Resources): string[] =>
  check({ stack: configuration(resources) }, rules).problems.flatMap(({ rule }) =>
    rule.severity === "error" ? rule.id : [],
  );

test("what AWS refuses is refused, whichever rule knows it", () => {
  expect(additions("refused").flatMap(([name, resources]) => (errors(resources).length > 0 ? [] : name))).toEqual([]);
});

test("unusual additions that AWS takes are accepted", () => {
  const refused = additions("accepted").map(([name, resources]) => [name, errors(resources)] as const);
  expect(refused.filter(([, ids]) => ids.length > 0)).toEqual([]);
});
