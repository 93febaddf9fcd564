import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareDocuments, compareWith } from "../../../audit/compare/differences";
import { FORMAT } from "../../../audit/folder/manifest";
import { stacksOf } from "../support/stacks";

test("resources and outputs that come, go and change are listed, with the values", () => {
  const before = { resource: { aws_lb: { A: { idle: 1, tags: { x: "1" } }, B: {} } }, output: { O: { value: 1 } } };
  const after = {
    resource: { aws_lb: { A: { idle: 2, tags: { x: "1", y: "2" } }, C: {} } },
    output: { O: { value: 1 } },
  };
  expect(compareDocuments("s", before, after)).toEqual([
    {
      kind: "changed",
      stack: "s",
      address: "aws_lb.A",
      values: [
        { path: "idle", before: 1, after: 2 },
        { path: "tags.y", before: undefined, after: "2" },
      ],
    },
    { kind: "removed", stack: "s", address: "aws_lb.B", values: [] },
    { kind: "added", stack: "s", address: "aws_lb.C", values: [] },
  ]);
});

test("another audit's stacks and copied files are compared, its reports are not", () => {
  const folder = mkdtempSync(join(tmpdir(), "audit-against-"));
  const [stack] = stacksOf({ one: { resource: { aws_lb: { A: {} } } } });
  if (!stack) throw new Error("there is one stack");
  mkdirSync(join(folder, "json/one"), { recursive: true });
  writeFileSync(join(folder, "json/one/main.tf.json"), JSON.stringify(stack.document));
  const record = (sha256: string) => ({ sha256, size: 1 });
  const files = {
    "image/Dockerfile": record("a"),
    "image/gone": record("b"),
    "report.html": record("c"),
    "evidence.csv": record("d"),
  };
  const manifest = { format: FORMAT, commit: null, environment: "e", stacks: [{ name: "one" }], files };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  const now = { "image/Dockerfile": record("z"), "report.html": record("y") };
  expect(compareWith(folder, [stack], now)).toEqual({
    against: { commit: null, environment: "e" },
    changes: [],
    files: [
      { path: "image/Dockerfile", kind: "changed" },
      { path: "image/gone", kind: "removed" },
    ],
  });
  rmSync(folder, { recursive: true });
});

test("a folder that is no audit is refused", () => {
  expect(() => compareWith(tmpdir(), [], {})).toThrow("--against must be the folder of an earlier audit");
});
