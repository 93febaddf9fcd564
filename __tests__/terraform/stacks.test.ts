import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Failure } from "../../cli/outcome";
import { inOrder, readStacks } from "../../terraform/stacks";
import { synthesize } from "../../terraform/synthesize";

const stack = (name: string, ...dependencies: string[]) => ({ name, dependencies });

test("each stack comes after those that it needs, in the order given among equals", () => {
  const stacks = [stack("service", "data", "image"), stack("image"), stack("data", "network"), stack("network")];
  expect(inOrder(stacks).map(({ name }) => name)).toEqual(["image", "network", "data", "service"]);
});

test("a circle is refused with the names in it", () => {
  expect(() => inOrder([stack("a", "b"), stack("b", "a"), stack("c")])).toThrow("in a circle: a, b");
});

test.each([
  ["manifest.json", "{", /manifest\.json" cannot be read as JSON/],
  ["manifest.json", "null", /has no stacks: run npx cdktf synth first/],
  [
    "manifest.json",
    '{"stacks":{"a":5}}',
    /manifest\.json must be what cdktf has written; it has no synthesizedStackPath of a$/,
  ],
  ["manifest.json", '{"stacks":{"a":{"synthesizedStackPath":"none"}}}', /none" cannot be read as JSON: ENOENT/],
  ["cdktf.json", "{", /cdktf\.json" cannot be read as JSON/],
  ["cdktf.json", '{"app":5}', /cdktf\.json: app must be the command that synthesizes$/],
])("a %s with %s is one line", async (name, content, message) => {
  const directory = mkdtempSync(join(tmpdir(), "stacks-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, name), content);
  const { signal } = new AbortController();
  const options = { projectDirectory: directory, outDirectory: directory, signal };
  const read = async () => (name === "cdktf.json" ? synthesize(options) : readStacks(directory));
  const error = await read().catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(Failure);
  expect(String((error as Error).message)).toMatch(message);
});
