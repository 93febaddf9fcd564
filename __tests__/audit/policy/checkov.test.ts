import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readFacts } from "../../../audit/facts/facts";
import { judge } from "../../../audit/policy/checkov";
import { readExceptions } from "../../../audit/policy/exceptions";
import { stacksOf } from "../support/stacks";

const skip = { checkov: { skip: [{ id: "CKV_2", comment: "said in the code" }] } };
const facts = readFacts(
  stacksOf({
    web: {
      resource: { aws_lb: { A: {}, B: {} } },
      comments: { "aws_lb.A": { metadata: { path: "web/Front/Balancer" } }, "aws_lb.B": skip },
    },
  }),
);
const failed = (check_id: string, resource: string) => ({
  check_id,
  check_name: `asks ${check_id}`,
  resource,
  file_path: "/web/cdk.tf.json",
});
const reports = (...failed_checks: ReturnType<typeof failed>[]) => [
  { summary: { passed: 7, checkov_version: "3.0.0", parsing_errors: 0 }, results: { failed_checks } },
];

test("findings are open unless an exception or the resource gives a reason", () => {
  const exceptions = [
    { check: "CKV_1", where: "Front/*", reason: "said in the file" },
    { check: "CKV_9", reason: "nobody needs it" },
  ];
  const all = reports(failed("CKV_1", "resource.A"), failed("CKV_1", "aws_lb.B"), failed("CKV_2", "aws_lb.B"));
  const result = judge(facts, all, exceptions);
  expect(result).toMatchObject({ kind: "checked", checker: "checkov 3.0.0", passed: 7, unused: ["CKV_9"] });
  expect(result.kind === "checked" && result.findings.map(({ address, reason }) => [address, reason])).toEqual([
    ["aws_lb.A", "said in the file"],
    ["aws_lb.B", undefined],
    ["aws_lb.B", "said in the code"],
  ]);
});

test("an exception for another environment's stacks is not called unused", () => {
  const exceptions = ["dev-*/Front", "web-*/Front"].map((where) => ({ check: "CKV_1", where, reason: "cheap" }));
  const other = readFacts(stacksOf({ "web-service": { resource: { aws_lb: { A: {} } } } }));
  expect(judge(other, reports(), exceptions)).toMatchObject({ unused: ["CKV_1 web-*/Front"] });
});

test("findings stand in one order, however checkov prints them", () => {
  const [one, two] = [failed("CKV_1", "aws_lb.A"), failed("CKV_2", "aws_lb.A")];
  expect(judge(facts, reports(one, two), [])).toEqual(judge(facts, reports(two, one), []));
});

test("an exception without a reason is refused by its number and field", () => {
  const directory = mkdtempSync(join(tmpdir(), "audit-exceptions-"));
  const file = join(directory, "exceptions.json");
  writeFileSync(file, JSON.stringify([{ check: "CKV_1", reason: " " }]));
  expect(() => readExceptions(file)).toThrow('entry 1: reason must be a text, got " "');
  writeFileSync(file, "{}");
  expect(() => readExceptions(file)).toThrow("must be a list");
  rmSync(directory, { recursive: true });
});
