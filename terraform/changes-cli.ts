import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Command } from "commander";
import { exitCode, Failure } from "../cli/outcome";
import { type ChangePlan, describeRemoval, removals } from "./removals";

/** @throws {Failure} when the file is no plan */
function readPlan(file: string): ChangePlan {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Failure(`${file} must be what terraform show -json says of a plan: ${(error as Error).message}`);
  }
}

/** Says what the plans take away, one line each; data of all stacks come first. */
function changes(files: readonly string[]): void {
  const all = files.flatMap((file) =>
    removals(readPlan(file)).map((removal) => ({ stack: basename(file).replace(/\.json$/, ""), removal })),
  );
  for (const data of [true, false]) {
    for (const { stack, removal } of all.filter(({ removal }) => removal.data === data))
      console.log(`${stack}: ${data ? "DATA: " : ""}${describeRemoval(removal)}`);
  }
}

const program = () =>
  new Command("changes")
    .description(
      "Says what Terraform plans replace, destroy or forget; what holds data comes first and is marked DATA.",
    )
    .argument("<plan.json...>", "what terraform show -json says of a plan, one file a stack")
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(changes);

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return exitCode(() => program().parseAsync([...args], { from: "user" }), {
    explain: (error) => (error instanceof Failure ? error.message : undefined),
  });
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
