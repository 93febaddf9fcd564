import { existsSync } from "node:fs";
import { join } from "node:path";
import { endWith, newCommand, runCommand } from "../cli/command";
import { Failure } from "../cli/outcome";
import { typedPath } from "../cli/places";
import { readPlanFile } from "../terraform/plan-file";
import type { Plan } from "../terraform/planned";
import { judgePlans, summarize } from "./judge-plans";
import { listUnjudged, report } from "./report";

const SYNTHESIZED = "cdktf.out";

interface Options {
  /** Where cdktf wrote the stacks; what was waived there with a reason is waived here. */
  readonly synthesized?: string;
  /** Names the values that nobody could judge. */
  readonly unjudged: boolean;
}

/** @throws {Failure} when AWS would refuse one of the plans */
function judge(files: readonly string[], { synthesized, unjudged }: Options): void {
  const folder = synthesized === undefined ? SYNTHESIZED : typedPath(synthesized);
  if (synthesized !== undefined && !existsSync(join(folder, "stacks")))
    throw new Failure(`--synthesized must be a folder that cdktf has written, got ${folder}, which has no stacks/`);
  const plans = files.map((file) => {
    const { stack, plan } = readPlanFile<Plan>(file, "planned_values");
    return { stack, plan, written: join(folder, "stacks", stack, "cdk.tf.json") };
  });
  const judgement = judgePlans(plans);
  if (judgement.problems.length > 0) console.error(report(judgement.problems, "AWS would refuse or punish this"));
  console.log(summarize(judgement));
  if (unjudged) for (const line of listUnjudged(judgement.unjudged)) console.log(line);
  if (judgement.errors > 0) throw new Failure(`AWS would refuse this plan in ${judgement.errors} places`);
}

const program = () =>
  newCommand("rules", "Judges Terraform plans by the rules of docs/rules.md: values as Terraform will send them.")
    .argument("<plan.json...>", "what terraform show -json says of a plan, one file a stack")
    .option(
      "--synthesized <folder>",
      `where cdktf wrote the stacks of these names, with their waived rules (default: ${SYNTHESIZED})`,
    )
    .option("--unjudged", "list each value that is known only after the apply, with the rules that ask for it", false)
    .action(judge);

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return runCommand(program(), args);
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
