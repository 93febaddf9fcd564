import { expect, test } from "vitest";
import { StackLines } from "../../../rehearsal/run/cdktf";

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
