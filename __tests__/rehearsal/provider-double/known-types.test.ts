import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentation } from "../../../rehearsal/provider-double/documentation";
import { KNOWN_TYPES } from "../../../rehearsal/provider-double/known-types";

const LOGICAL_IDS = join(__dirname, "../../stacks/logical-ids");

/** The resource types of an environment, from the list of its logical ids that the tests of the stacks hold. */
function typesOf(environment: string): string[] {
  const lines = readFileSync(join(LOGICAL_IDS, `${environment}.txt`), "utf8");
  return [...new Set(lines.match(/\b(?:aws|docker)_\w+/g) ?? [])];
}

test.each(["dev", "production", "small-production"])("the double knows every resource type of %s", (environment) => {
  const types = typesOf(environment);
  expect(types).toContain("aws_vpc");
  expect(types.filter((type) => !(type in KNOWN_TYPES))).toEqual([]);
});

test.each(["dev", "production", "small-production"])(
  "what AWS refuses of each type of %s is known, or why it refuses nothing",
  (environment) => {
    const silent = typesOf(environment).filter((type) => {
      const refuses = KNOWN_TYPES[type]?.refuses ?? [];
      return typeof refuses === "string" ? refuses.length < 20 : refuses.length === 0;
    });
    expect(silent).toEqual([]);
  },
);

test("docs/doubles.md says what the doubles refuse", () => {
  expect(readFileSync(join(__dirname, "../../../docs/doubles.md"), "utf8")).toBe(documentation(KNOWN_TYPES));
});
