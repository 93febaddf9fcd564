import { expect, test } from "vitest";
import { EnvironmentFile } from "../../../environments/new/environment-file";

const text = `import type { EnvironmentInput } from "./schema/sections";

/** What it is for. */
const dev: EnvironmentInput = {
  account: "111122223333", // the sandbox
  site: { title: "A", domain: { name: "a.example.com" } },
  tags: {},
};

export default dev;
`;
const file = new EnvironmentFile(text);

test("replaces a setting and leaves comments and the rest as they are", () => {
  expect(file.with(["account"], "123456789012").text).toBe(text.replace("111122223333", "123456789012"));
  expect(file.with(["site", "domain", "name"], "b.example.com").text).toBe(text.replace("a.example", "b.example"));
});

test("adds a setting at the end of its section, be it empty or not", () => {
  expect(file.with(["tags", "cost-center"], "7").text).toContain('tags: {"cost-center": "7"}');
  expect(file.with(["site", "adminUser"], "me").text).toContain('domain: { name: "a.example.com" }, adminUser: "me" }');
  expect(file.with(["zones"], ["a", "b"]).text).toContain('tags: {}, zones: ["a", "b"],');
  expect(file.with(["site", "cdn"], { id: "1" }).text).toContain(', cdn: { id: "1" } }');
});

test("does not invent a section", () => {
  expect(() => file.with(["network", "cidr"], "10.0.0.0/16")).toThrow("no section network to add network.cidr to");
});

test("takes a setting away, and says whether there is one", () => {
  const without = file.without(["site", "domain"]);
  expect(without.text).toContain('site: { title: "A",  }');
  expect([file.has(["site", "domain"]), without.has(["site", "domain"])]).toEqual([true, false]);
  expect(file.without(["database"])).toBe(file);
});

test("names the constant after the environment, as TypeScript can", () => {
  const named = file.named("shop-eu-2").text;
  expect(named).toContain("const shopEu2: EnvironmentInput = {");
  expect(named).toContain("export default shopEu2;");
});

test.each(["new", "default", "eval", "exports"])(
  "an environment named %s gets a constant that a module may have",
  (name) => {
    const { text } = file.named(name);
    expect(text).toContain(`const ${name}Environment: EnvironmentInput = {`);
    expect(text).toContain(`export default ${name}Environment;`);
  },
);

test("takes an object that is exported directly, or with satisfies", () => {
  const direct = new EnvironmentFile('export default { region: "a" } satisfies EnvironmentInput;');
  expect(direct.named("x").with(["region"], "b").text).toBe(
    'export default { region: "b" } satisfies EnvironmentInput;',
  );
});

test.each([
  ["const dev = { a: 1 };", "it must have a default export"],
  ["export default make();", "it must export one object literal without spreads"],
  ["export default { ...production };", "it must export one object literal without spreads"],
])("refuses %s", (source, message) => {
  expect(() => new EnvironmentFile(source)).toThrow(message);
});
