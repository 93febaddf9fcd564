import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documentation } from "../../rules/documentation";
import { rules } from "../../rules/rules";
import { isOfAws, traps } from "../../rules/traps";

const root = join(__dirname, "..", "..");
const measured = JSON.parse(readFileSync(join(root, "rules", "measured.json"), "utf8"));

test("docs/rules.md says what the rules say", () => {
  expect(readFileSync(join(root, "docs", "rules.md"), "utf8")).toBe(documentation(rules, traps, measured));
});

test("at least 55 of the traps of AWS have a rule, and each other says why not", () => {
  const guarded = new Set(rules.map(({ trap }) => trap));
  const ofAws = traps.filter(({ number }) => isOfAws(number));
  expect(ofAws.filter(({ number }) => guarded.has(number)).length).toBeGreaterThanOrEqual(55);
  expect(traps.filter(({ number, uncovered }) => guarded.has(number) === (uncovered !== undefined))).toEqual([]);
});

test.each(rules.map((rule) => [rule.id, rule] as const))("%s is documented", (id, rule) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  expect(new URL(rule.source).protocol).toBe("https:");
  expect(rule.title).toMatch(/^\S.*[^.]$/);
  expect(rule.fix).toMatch(/^[A-Z].*\.$/);
  expect(rule.on).not.toEqual([]);
  expect(traps.map(({ number }) => number)).toContain(rule.trap);
});

test("ids are used once", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("every rule is measured", () => {
  const unmeasurable = ["state-literal", "state-lock"];
  const ids = rules.map(({ id }) => id).filter((id) => !unmeasurable.includes(id));
  expect(Object.keys(measured.rules)).toEqual(expect.arrayContaining(ids));
});
