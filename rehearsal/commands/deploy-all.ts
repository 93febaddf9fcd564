import { terraformName } from "../../terraform/program";
import { type Rehearsal, resultTable, type StackResult } from "../rehearsal";
import type { Reporter } from "../run/reporter";
import { judgePlanned } from "./judge-planned";

/** Synthesizes, deploys everything and plans again, and says so. @param unjudged whether values that no rule could judge are listed */
export async function deployAll(rehearsal: Rehearsal, reporter: Reporter, unjudged = false): Promise<void> {
  const results = await deployOnce(rehearsal, reporter);
  reporter.heading("Planning again");
  const plans = await rehearsal.expectNoChanges();
  const unchanged = plans.map(({ stack }) => stack);
  for (const line of resultTable(results, unchanged)) reporter.line(`  ${line}`);
  await judgePlanned(plans, reporter, unjudged);
}

/** Synthesizes and deploys everything, and says so. @param sources where the app lies, if not in the project */
export async function deployOnce(rehearsal: Rehearsal, reporter: Reporter, sources?: string): Promise<StackResult[]> {
  reporter.heading("Synthesizing");
  const stacks = await rehearsal.synth(sources);
  reporter.line(`  ${stacks.length} stacks: ${stacks.map(({ name }) => name).join(", ")}`);
  reporter.line(
    `  doubles instead of the real providers: ${rehearsal.doubles.names.join(", ")}; state in moto's S3 and DynamoDB`,
  );
  reporter.heading(`Deploying with ${terraformName()} and cdktf (rehearsed, not deployed)`);
  return rehearsal.deploy();
}
