import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Failure } from "../../cli/outcome";
import { main } from "../../drift/cli";
import type { Refreshed } from "../../drift/terraform";

let directory: string;
let answers: Record<string, Refreshed["plan"] | Failure>;
let said: string;
let told: string[];
let asked: string[];
let issues: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "drift-"));
  [answers, said, told, asked, issues] = [{}, "", [], [], []];
  vi.spyOn(console, "error").mockImplementation((line) => void told.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

const DEPLOYED = { prior_state: { values: {} } };
const GONE: Refreshed["plan"] = {
  ...DEPLOYED,
  resource_drift: [
    {
      address: "aws_vpc.Vpc",
      mode: "managed",
      type: "aws_vpc",
      change: { actions: ["delete"], before: { a: "secret" } },
    },
  ],
};

function drift(...args: string[]): Promise<number> {
  const folder = join(directory, "cdktf.out");
  const stacks: Record<string, unknown> = {};
  for (const [name, dependencies] of [
    ["shop-network", ["shop-state"]],
    ["shop-state", []],
    ["shop-data", ["shop-network"]],
  ] as const) {
    const synthesizedStackPath = `stacks/${name}/cdk.tf.json`;
    mkdirSync(join(folder, "stacks", name), { recursive: true });
    writeFileSync(join(folder, synthesizedStackPath), "{}");
    stacks[name] = { name, dependencies, synthesizedStackPath };
  }
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ stacks }));
  return main(["--synthesized", folder, ...args], {
    directory,
    signal: new AbortController().signal,
    say: (text) => {
      said = text;
    },
    progress: (line) => void told.push(line),
    refresh: async (path) => {
      const name = path.split("/").pop() ?? "";
      asked.push(name);
      const answer = answers[name] ?? DEPLOYED;
      if (answer instanceof Failure) throw answer;
      return { plan: answer, schemas: async () => ({}) };
    },
    gh: async (words) => {
      issues.push(words.slice(0, 2).join(" "));
      return words[1] === "list" ? "[]" : "#1";
    },
  });
}

test("stacks are asked in the order of their deployment, without the administrator's", async () => {
  expect(await drift()).toBe(0);
  expect(asked).toEqual(["shop-network", "shop-data"]);
  expect(said).toBe("shop-network: as Terraform left it\nshop-data: as Terraform left it");
  expect(told).toContain("0 of 2 stacks drifted");
});

test("a drifted stack ends with 1, and no value is said", async () => {
  answers = { "shop-network": GONE };
  expect(await drift()).toBe(1);
  expect(said).toContain("shop-network: 1 resource changed beside Terraform\n  aws_vpc.Vpc: deleted");
  expect(said + told.join()).not.toContain("secret");
});

test("with --issues drift is told to GitHub and is no failure; what could not be read is one", async () => {
  answers = { "shop-network": GONE };
  expect(await drift("--issues")).toBe(0);
  expect(issues).toEqual(["label create", "issue list", "issue create"]);
  answers = { "shop-data": new Failure("Error: no credentials") };
  expect(await drift("--issues")).toBe(1);
  expect(said).toContain("shop-data: not known\n  Error: no credentials");
  expect(told).toContain("0 of 2 stacks drifted; 1 stack could not be read");
});

test("a stack that nobody deployed has not drifted", async () => {
  answers = { "shop-data": {} };
  expect(await drift("--json", "--stack", "shop-data")).toBe(0);
  expect(JSON.parse(said)).toEqual([{ stack: "shop-data", state: "not deployed" }]);
});

test("an unknown stack, and a folder without stacks, are named", async () => {
  expect(await drift("--stack", "shop-edge")).toBe(1);
  expect(told.join()).toContain("--stack shop-edge: the environment has no such stack; it has shop-state");
  const empty = join(directory, "empty");
  expect(await drift("--synthesized", empty)).toBe(1);
  expect(told.join()).toContain(`${empty} has no stacks: run npx cdktf synth first`);
});
