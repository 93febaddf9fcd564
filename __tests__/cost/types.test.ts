import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PRICED_TYPES } from "../../cost/types";

const root = join(__dirname, "..", "..");

/** Resource types whose classes constructs and stacks import, so of every environment that can be written. */
const made = new Set(
  ["constructs", "stacks"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [
        ...readFileSync(join(root, folder, file), "utf8").matchAll(/@cdktf\/provider-aws\/lib\/([a-z0-9-]+)"/g),
      ])
      .map(([, name = ""]) => name)
      .filter((name) => name !== "provider" && !name.startsWith("data-"))
      .map((name) => `aws_${name.replaceAll("-", "_")}`),
  ),
);

test("every type that can be made has an entry", () => {
  expect(made.size).toBeGreaterThan(80);
  expect([...made].filter((type) => PRICED_TYPES[type] === undefined)).toEqual([]);
});

test("an entry says what the type costs, or why it costs nothing, and not both", () => {
  for (const [type, { byHour, byUse, notCounted, free }] of Object.entries(PRICED_TYPES)) {
    const costs = byHour !== undefined || byUse !== undefined || notCounted !== undefined;
    expect(costs, type).toBe(free === undefined);
  }
});
