import { expect, test } from "vitest";
import { DeployProgress } from "../../../rehearsal/run/deploy-progress";
import { shownValue } from "../../../rehearsal/run/outputs";
import { isEnough } from "../../../rehearsal/run/prerequisites";
import { Reporter, seconds, table } from "../../../rehearsal/run/reporter";

function recorded(isTTY: boolean) {
  const written: string[] = [];
  const reporter = new Reporter({ write: (text) => written.push(text), isTTY, columns: 40 });
  return { written, reporter };
}

test("replaces progress on a terminal and never leaves it between lines", () => {
  const { written, reporter } = recorded(true);
  reporter.progress("working");
  reporter.line("done");
  expect(written.join("")).toBe("\r\u001b[Kworking\r\u001b[Kdone\n");
});

test("writes no escape sequence where it is not read by a person", () => {
  const { written, reporter } = recorded(false);
  reporter.heading("Start");
  reporter.progress("working");
  reporter.progress("still working");
  expect(written).toEqual(["Start\n", "working\n"]);
});

test("counts resources by stack and reports each stack once", () => {
  const { written, reporter } = recorded(false);
  let now = 0;
  const stack = { name: "dev", dependencies: [], directory: "", json: { resource: { aws_vpc: { Vpc: {} } } } };
  const progress = new DeployProgress([stack], reporter, () => now);
  progress.line("dev", "Terraform will perform the following actions:");
  now = 2500;
  progress.line("dev", "aws_vpc.Vpc: Creation complete after 0s [id=vpc-1]");
  progress.line("dev", "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
  progress.line("dev", "Apply complete! Resources: 0 added, 0 changed, 0 destroyed.");
  expect(written.at(-1)).toBe("  dev: rehearsed, 1 resources in 2.5 s\n");
  expect(progress.milliseconds("dev")).toBe(2500);
});

test("OpenTofu's lines count as Terraform's do", () => {
  const { reporter } = recorded(false);
  let now = 0;
  const stack = { name: "dev", dependencies: [], directory: "", json: { resource: { aws_vpc: { Vpc: {} } } } };
  const progress = new DeployProgress([stack], reporter, () => now);
  progress.line("dev", "OpenTofu will perform the following actions:");
  now = 1000;
  progress.line("dev", "Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
  expect(progress.milliseconds("dev")).toBe(1000);
});

test("aligns numbers to the right", () => {
  expect(
    table([
      ["stack", "seconds"],
      ["dev", seconds(12_340)],
      ["production", seconds(1_000)],
    ]),
  ).toEqual(["stack       seconds", "dev          12.3 s", "production    1.0 s"]);
});

test("hides sensitive outputs", () => {
  expect(shownValue({ value: "x", sensitive: true })).toBe("(sensitive)");
  expect(shownValue({ value: ["a"], sensitive: false })).toBe('["a"]');
});

test("wants Terraform 1.11 or newer", () => {
  expect(["1.11.0", "1.12.3", "2.0.0"].every(isEnough)).toBe(true);
  expect(["1.10.5", "0.15.0"].some(isEnough)).toBe(false);
});
