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
  vi.unstubAllEnvs();
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

test("as text, without Terraform: the parts, their sum, what is not counted, what the sizes bear", async () => {
  vi.stubEnv("PATH", "/no/such");
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

test("a region without a table is one line that names it and those that have one", async () => {
  const file = join(directory, "south.ts");
  const settings = {
    account: "111122223333",
    region: "sa-east-1",
    site: { title: "Site", adminUser: "admin", adminEmail: "admin@example.com" },
    network: { availabilityZones: ["sa-east-1a", "sa-east-1b"] },
  };
  writeFileSync(file, `export default ${JSON.stringify(settings)};`);
  const { said } = await run("--environment", file);
  expect(said.split("\n").filter((line) => line.includes("us-east-1"))).toEqual([
    expect.stringMatching(
      /^\* no price table of sa-east-1 \(there are: eu-central-1, eu-west-1, us-east-1\): prices of us-east-1 stand in/,
    ),
  ]);
  const { said: summary } = await run("--environment", file, "--format", "markdown");
  expect(summary).toContain("No price table of sa-east-1 (there are: ");
});

test.each([
  [["--visits", "-5"], "a number from 0 to 1000000000000"],
  [["--visits", "1e13"], "a number from 0 to 1000000000000"],
  [["--visits", "NaN"], "a number from 0"],
  [["--visits", "Infinity"], "a number from 0"],
  [["--visits", ""], "a number from 0"],
  [["--cached", "1.5"], "a number from 0 to 1"],
  [["--cached", "-0.1"], "a number from 0 to 1"],
  [["--upload-gb", "-1"], "a number from 0 to 1000000"],
  [["--upload-gb", "12 GB"], "a number from 0 to 1000000"],
  [["--peak", "0"], "a number from 1 to 10000"],
])("%j is refused in one line that names the option", async (args, why) => {
  expect((await run(...args)).code).toBe(2);
  expect(errors.join("")).toContain(why);
  expect(errors.join("")).toContain(args[0]);
});

test("a folder without stacks is said", async () => {
  expect((await run("--against", directory)).code).toBe(1);
  expect(errors.join("\n")).toContain("has no stacks");
});
