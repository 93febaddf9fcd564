import { expect, test } from "vitest";
import { appMessage, errorsOf, StackLines } from "../../../rehearsal/run/cdktf";

test("tells whose line it is, also where cdktf leaves the name out", () => {
  const lines = new StackLines(["dev-network", "dev-data"]);
  expect(lines.take("dev-network  aws_vpc.Vpc: Creating...")).toEqual(["dev-network", "aws_vpc.Vpc: Creating..."]);
  expect(lines.take("             aws_vpc.Vpc: Creation complete")).toEqual([
    "dev-network",
    "aws_vpc.Vpc: Creation complete",
  ]);
  expect(lines.take("dev-data  Initializing")).toEqual(["dev-data", "Initializing"]);
  expect(lines.take("1 Stack deploying")).toEqual([undefined, "1 Stack deploying"]);
});

test("keeps the errors of each stack and leaves out what went before", () => {
  const lines = new StackLines(["a", "b"]);
  for (const line of ["a  Planning", "   Error: no such thing", "", "   more about it", "b  Apply complete!"])
    lines.take(line);
  expect(lines.errors()).toBe("a:\nError: no such thing\n\nmore about it");
});

test("tells a lock that is in the way by its own ID, not by the request's", () => {
  const lines = new StackLines(["dev-data", "dev-network"]);
  for (const line of [
    "dev-data  ╷",
    "          │ Error: Error acquiring the state lock",
    "          │ Error message: operation error DynamoDB: PutItem, https response error",
    "          │ StatusCode: 400, RequestID:",
    "          │ EvM5cicwoOTPgi0U06JGCeHMf6X0r8FKrJokoO0I9tPkQZamKrxj,",
    "          │ ConditionalCheckFailedException: The conditional request failed",
    "          │ Lock Info:",
    "dev-network  Apply complete!",
    "dev-data  │   ID:        b0dac651-9b49-66c3-976e-f24a96b45a59",
  ])
    lines.take(line);
  expect([...lines.locks()]).toEqual([["dev-data", "b0dac651-9b49-66c3-976e-f24a96b45a59"]]);
});

test("shows what the app said once, without the frame that cdktf puts around it", () => {
  const output = [
    "[2026-01-01T00:00:00.000] [ERROR] default - npm warn Unknown config",
    '[2026-01-01T00:00:00.000] [ERROR] default - environment "dev" has 1 problem:',
    "  network.nat: must be single",
    "    at main (main.ts:1)",
    "[2026-01-01T00:00:00.000] [ERROR] default - ",
    "ERROR: cdktf encountered an error while synthesizing",
    '    environment "dev" has 1 problem:',
  ].join("\n");
  expect(appMessage(output)).toBe('environment "dev" has 1 problem:\n  network.nat: must be single');
});

test("an error without a box is shown from its beginning, without the plan before it", () => {
  const plan = Array.from({ length: 90 }, (_, line) => `  # line ${line}`);
  const error = ["Error: Instance cannot be destroyed", "", "  on cdk.tf.json line 448"];
  expect(errorsOf([...plan, ...error, ""].join("\n"))).toBe(error.join("\n"));
  expect(errorsOf(plan.join("\n")).split("\n")).toHaveLength(40);
});

test("of what a build wrote, its end is shown, for each stack", () => {
  const steps = Array.from({ length: 90 }, (_, step) => `Step ${step}`);
  const error = ["Error: local-exec provisioner error", "Error running command: exit status 1. Output: Sending"];
  const other = ["Error: another", "  on cdk.tf.json line 3"];
  const shown = errorsOf([...error, ...steps, ...other].join("\n")).split("\n");
  expect(shown).toEqual([...error, "  … 50 lines", ...steps.slice(50), ...other]);
  const lines = new StackLines(["dev-image"]);
  for (const line of [...error, ...steps]) lines.take(`dev-image  ${line}`);
  expect(lines.errors().split("\n")).toEqual(["dev-image:", ...error, "  … 50 lines", ...steps.slice(50)]);
});
