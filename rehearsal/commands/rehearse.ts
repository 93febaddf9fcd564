import { Interrupted } from "../../cli/outcome";
import type { Rehearsal } from "../rehearsal";
import { showOutputs } from "../run/outputs";
import { type Reporter, seconds } from "../run/reporter";
import { deployAll } from "./deploy-all";
import { type WithRehearsalOptions, withRehearsal } from "./with-rehearsal";

export interface RehearseOptions extends WithRehearsalOptions {
  /** Wait for Ctrl-C instead of destroying. */
  readonly keep: boolean;
  /** List each planned value that no rule could judge. @default false */
  readonly unjudged?: boolean;
}

/** Deploys, plans again, shows the outputs, destroys. */
export async function rehearse(options: RehearseOptions): Promise<void> {
  const start = performance.now();
  await withRehearsal(options, async ({ rehearsal, reporter, interrupt }) => {
    await deployAll(rehearsal, reporter, options.unjudged);
    reporter.heading("Outputs");
    showOutputs(await rehearsal.outputs(), reporter);
    if (options.keep) await stayUp(rehearsal, reporter, interrupt.happened);
    reporter.heading("Destroying in reverse order");
    await rehearsal.destroy();
    reporter.line(
      `${reporter.colors.green("Done")} in ${seconds(performance.now() - start)}. Rehearsed only: nothing was deployed to AWS.`,
    );
  });
}

/** Says how to reach the rehearsed world from another terminal, and waits for Ctrl-C. */
export async function stayUp(rehearsal: Rehearsal, reporter: Reporter, interrupted: Promise<void>): Promise<never> {
  reporter.heading("Kept until Ctrl-C");
  reporter.line(`  stacks: ${rehearsal.outputDirectory}/stacks`);
  for (const name of ["AWS_ENDPOINT_URL", "TF_REATTACH_PROVIDERS", "TF_CLI_CONFIG_FILE"]) {
    reporter.line(`  export ${name}='${rehearsal.environment[name]}'`);
  }
  await interrupted;
  throw new Interrupted();
}
