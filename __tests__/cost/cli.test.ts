import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../cost/cli";

let directory: string;
let errors: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cost-"));
  errors = [];
  vi.spyOn(console, "error").mockImplementation((text) => errors.push(String(text)));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => errors.push(String(text)) > 0);
});
afterEach(() => {
  rmSync(directory, { recursive: true });
  vi.restoreAllMocks();
});

async function run(...args: string[]) {
  let said = "";
  const code = await main(args, new AbortController().signal, (text) => {
    said = text;
  });
  return { code, said };
}

/** A folder as cdktf writes it, with one stack of one NAT gateway. */
function synthesized(): string {
  mkdirSync(join(directory, "stacks", "dev-network"), { recursive: true });
  const stack = { name: "dev-network", dependencies: [], synthesizedStackPath: "stacks/dev-network/cdk.tf.json" };
  writeFileSync(join(directory, "manifest.json"), JSON.stringify({ stacks: { "dev-network": stack } }));
  const json = { provider: { aws: [{ region: "eu-west-1" }] }, resource: { aws_nat_gateway: { a: {} } } };
  writeFileSync(join(directory, "stacks/dev-network/cdk.tf.json"), JSON.stringify(json));
  return directory;
}

test("as text: the parts, their sum, what is not counted, what the sizes bear", async () => {
  const { code, said } = await run("--environment", "dev");
  expect(code).toBe(0);
  expect(said).toMatch(/^dev in eu-west-1: US dollars a month/);
  expect(said).toMatch(/db\.t4g\.micro, 0\.017 an hour/);
  expect(said).toContain("not counted:");
  expect(said).toMatch(/processor of the tasks ends at .* pages\/s/);
});

test("as JSON and as Markdown, against a folder of synthesized stacks", async () => {
  const folder = synthesized();
  const json = JSON.parse((await run("--environment", "dev", "--against", folder, "--json")).said);
  expect(json.usd.all).toBeCloseTo(json.usd.byTheHour + json.usd.byUse);
  expect(json.against.differences).toContainEqual(expect.objectContaining({ name: "NAT gateway" }));
  const { said } = await run("--environment", "dev", "--against", folder, "--format", "markdown");
  expect(said).toMatch(/^\*\*Costs of `dev`\*\* in eu-west-1: .* against /);
  expect(said).toContain("| NAT gateway, by the hour | 1 → 0 | −35.04 |");
});

test.each([
  [["--visits", "many"], 2, "a number from 0"],
  [["--cached", "90"], 2, "a number from 0 to 1"],
  [["--format", "pdf"], 2, "one of text, json, markdown"],
  [["--environment", "nosuch"], 1, 'no environment "nosuch"; known: '],
  [["--against", "no-such-commit"], 1, 'no commit "no-such-commit"'],
])("%j ends with %d and says why", async (args, code, why) => {
  expect((await run(...args)).code).toBe(code);
  expect(errors.join("\n")).toContain(why);
});

test("a folder without stacks is said", async () => {
  expect((await run("--against", directory)).code).toBe(1);
  expect(errors.join("\n")).toContain("has no stacks");
});
