import { Failure } from "../../cli/outcome";
import type { StackPlan } from "../../rules/judge-plans";
import type { Reporter } from "../run/reporter";

/**
 * Judges the values that Terraform sends to AWS, and says how many nobody could judge, or lists them.
 *
 * @throws {Failure} when AWS would refuse one
 */
export async function judgePlanned(plans: readonly StackPlan[], reporter: Reporter, unjudged = false): Promise<void> {
  const { judgePlans, summarize } = await import("../../rules/judge-plans.js");
  const judgement = judgePlans(plans);
  reporter.line(`  rules on planned values: ${summarize(judgement)}`);
  const { listUnjudged, report } = await import("../../rules/report.js");
  if (unjudged) for (const line of listUnjudged(judgement.unjudged)) reporter.line(`  ${line}`);
  if (judgement.problems.length === 0) return;
  const text = report(judgement.problems, "AWS would refuse or punish this");
  if (judgement.errors > 0) throw new Failure(text);
  reporter.line(text);
}
