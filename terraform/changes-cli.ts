import { endWith, newCommand, runCommand } from "../cli/command";
import { readPlanFile } from "./plan-file";
import { type ChangePlan, describeRemoval, removals } from "./removals";

/** Says what the plans take away, one line each; data of all stacks come first. */
function changes(files: readonly string[]): void {
  const all = files
    .map((file) => readPlanFile<ChangePlan>(file, "resource_changes", "planned_values"))
    .flatMap(({ stack, plan }) => removals(plan).map((removal) => ({ stack, removal })));
  for (const data of [true, false]) {
    for (const { stack, removal } of all.filter(({ removal }) => removal.data === data))
      console.log(`${stack}: ${data ? "DATA: " : ""}${describeRemoval(removal)}`);
  }
}

const program = () =>
  newCommand(
    "changes",
    "Says what Terraform plans replace, destroy or forget; what holds data comes first and is marked DATA.",
  )
    .argument("<plan.json...>", "what terraform show -json says of a plan, one file a stack")
    .action(changes);

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return runCommand(program(), args);
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
