import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documents, root, shellBlocks } from "../docs/support/markdown";

const commands = documents
  .flatMap((document) => shellBlocks(document))
  .filter(({ needsAws }) => needsAws)
  .flatMap((block) => block.commands);

/** Words of a command as the shell splits them. */
const words = (command: string): string[] =>
  [...command.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );

test("commands of the AWS CLI in the documents have the operations and options of AWS's service models", () => {
  const aws = commands.filter((command) => command.startsWith("aws ")).map(words);
  expect(aws.length).toBeGreaterThan(30);
  const python = join(root, ".venv", "bin", "python");
  const script = join(root, "__tests__", "docs", "support", "aws-operations.py");
  const input = aws.map((command) => JSON.stringify(command)).join("\n");
  expect(execFileSync(python, [script], { input, encoding: "utf8" })).toBe("");
});

test("commands of cdktf in the documents are cdktf's", () => {
  const cdktf = commands.filter((command) => command.startsWith("npx cdktf ")).map(words);
  const known = new Map<string, string>();
  for (const [, , subcommand = "", ...rest] of cdktf) {
    const help = known.get(subcommand) ?? helpOf(subcommand);
    known.set(subcommand, help);
    expect(help).toContain(`cdktf ${subcommand}`);
    for (const option of rest.filter((word) => word.startsWith("--"))) expect(help).toContain(option);
  }
  expect([...known.keys()].sort()).toEqual(expect.arrayContaining(["deploy", "destroy", "diff", "output"]));
});

test("addresses of Terraform in the documents are addresses of the stacks", () => {
  const ids = readFileSync(join(root, "__tests__", "stacks", "logical-ids", "dev.txt"), "utf8");
  const addresses = commands.flatMap((command) => command.match(/\baws_[a-z0-9_]+\.\w+/g) ?? []);
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(ids).toContain(address);
});

function helpOf(subcommand: string): string {
  const program = join(root, "node_modules", ".bin", "cdktf");
  return execFileSync(program, [subcommand, "--help"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
