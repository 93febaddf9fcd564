import { join } from "node:path";
import { Interrupted } from "../../cli/outcome";
import { Rehearsal } from "../rehearsal";
import { childEnvironment } from "../run/child-environment";
import { untilInterrupted } from "../run/interrupt";
import { showOutputs } from "../run/outputs";
import { checkPrerequisites } from "../run/prerequisites";
import { Reporter, seconds } from "../run/reporter";
import { RunLock } from "../run/run-lock";
import { deployAll } from "./deploy-all";

export interface RehearseOptions {
  readonly projectDirectory: string;
  readonly environment?: string;
  readonly stack?: string;
  /** Providers that are the real ones. @default none */
  readonly real?: readonly string[];
  /** Wait for Ctrl-C instead of destroying. */
  readonly keep: boolean;
}

/** Deploys, plans again, shows the outputs, destroys. */
export async function rehearse({ projectDirectory, environment, stack, real, keep }: RehearseOptions): Promise<void> {
  const reporter = new Reporter();
  const root = join(projectDirectory, ".rehearsal");
  const directory = join(root, environment ?? "default");
  checkPrerequisites(projectDirectory, childEnvironment({ directory: join(root, "settings") }));
  const lock = RunLock.take(join(root, "run.lock"), "npm run rehearse");
  const start = Date.now();
  let rehearsal: Rehearsal | undefined;
  const interrupt = untilInterrupted(async () => {
    reporter.line("stopping: Terraform stores its state and gives its locks back …");
    await rehearsal?.world.processes.stop();
  });
  try {
    rehearsal = await Rehearsal.open({ projectDirectory, directory, environment, stack, real, reporter });
    interrupt.throwIfInterrupted();
    await deployAll(rehearsal, reporter);
    showOutputs(await rehearsal.outputs(), reporter);
    if (keep) await stayUp(rehearsal, reporter, interrupt.happened);
    reporter.heading("Destroying in reverse order");
    await rehearsal.destroy();
    reporter.line(
      `${reporter.colors.green("Done")} in ${seconds(Date.now() - start)}. Rehearsed only: nothing was deployed to AWS.`,
    );
  } catch (error) {
    if (interrupt.interrupted) throw new Interrupted();
    throw error;
  } finally {
    interrupt.dispose();
    await rehearsal?.close();
    lock.release();
  }
}

async function stayUp(rehearsal: Rehearsal, reporter: Reporter, interrupted: Promise<void>): Promise<never> {
  reporter.heading("Kept until Ctrl-C");
  reporter.line(`  stacks: ${rehearsal.outputDirectory}/stacks`);
  for (const name of ["AWS_ENDPOINT_URL", "TF_REATTACH_PROVIDERS", "TF_CLI_CONFIG_FILE"]) {
    reporter.line(`  export ${name}='${rehearsal.environment[name]}'`);
  }
  await interrupted;
  throw new Interrupted();
}
