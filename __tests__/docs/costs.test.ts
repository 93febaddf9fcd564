import { expect, test } from "vitest";
import { costsTables, scaleTables, withTables } from "../../cost/pages";
import { environmentNames } from "../../environments";
import { read } from "./support/markdown";

test("the tables of costs.md are what npm run docs makes", async () => {
  const page = read("docs/costs.md");
  expect(withTables(page, await costsTables())).toBe(page);
});

test("the tables of scale.md are what npm run docs makes", async () => {
  const page = read("docs/scale.md");
  expect(withTables(page, await scaleTables())).toBe(page);
});

test("the README's sums are those of the estimate", async () => {
  const { estimate = "" } = await costsTables();
  const sums = [
    ...(estimate
      .split("\n")
      .find((row) => row.startsWith("| **Sum**"))
      ?.matchAll(/\*\*(\d+)\*\*/g) ?? []),
  ].map(([, sum]) => sum);
  expect(sums.length).toBe(
    ["dev", "production", "small-production"].filter((name) => environmentNames().includes(name)).length,
  );
  const readme = read("README.md");
  for (const sum of sums) expect(readme).toContain(`${sum} US dollars`);
});

test("a page without its marks is refused", () => {
  expect(() => withTables("# Page", { prices: "| |" })).toThrow("the page lacks");
});
