import { type Rehearsal, resultTable } from "../rehearsal";
import type { Reporter } from "../run/reporter";

/** Synthesizes, deploys everything and plans again, and says so. */
export async function deployAll(rehearsal: Rehearsal, reporter: Reporter): Promise<void> {
  reporter.heading("Synthesizing");
  const stacks = await rehearsal.synth();
  reporter.line(`  ${stacks.length} stacks: ${stacks.map(({ name }) => name).join(", ")}`);
  reporter.line(
    `  doubles instead of the real providers: ${rehearsal.doubles.names.join(", ")}; state in moto's S3 and DynamoDB`,
  );
  reporter.heading("Deploying with Terraform and cdktf (rehearsed, not deployed)");
  const results = await rehearsal.deploy();
  reporter.heading("Planning again");
  const unchanged = await rehearsal.expectNoChanges();
  for (const line of resultTable(results, unchanged)) reporter.line(`  ${line}`);
  reporter.heading("Outputs");
}
