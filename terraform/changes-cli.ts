import { Command } from "commander";
import { exitCode } from "../cli/outcome";
import { readPlanFile } from "./plan-file";
import { type ChangePlan, describeRemoval, removals } from "./removals";

/** Says what the plans take away, one line each; data of all stacks come first. */
function changes(files: readonly string[]): void {
  const all = files
    .map((file) => readPlanFile<ChangePlan>(file))
    .flatMap(({ stack, plan }) => removals(plan).map((removal) => ({ stack, removal })));
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
  return exitCode(() => program().parseAsync([...args], { from: "user" }));
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
