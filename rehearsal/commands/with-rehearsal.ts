import { join } from "node:path";
import { Interrupted } from "../../cli/outcome";
import { Rehearsal } from "../rehearsal";
import { childEnvironment } from "../run/child-environment";
import { checkName } from "../run/environment-name";
import { type Interrupt, untilInterrupted } from "../run/interrupt";
import { checkPrerequisites } from "../run/prerequisites";
import { Reporter } from "../run/reporter";
import { lockFile, RunLock } from "../run/run-lock";

export interface WithRehearsalOptions {
  readonly projectDirectory: string;
  readonly environment?: string;
  readonly stack?: string;
  /** Providers that are the real ones. @default none */
  readonly real?: readonly string[];
}

export interface Session {
  readonly rehearsal: Rehearsal;
  readonly reporter: Reporter;
  readonly interrupt: Interrupt;
  /** Everything that the rehearsal writes; empty at first. */
  readonly directory: string;
}

/** Opens a rehearsal, alone in this project, and closes it whatever happens. @throws {Interrupted} after Ctrl-C */
export async function withRehearsal(
  { projectDirectory, environment, stack, real }: WithRehearsalOptions,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const reporter = new Reporter();
  const root = join(projectDirectory, ".rehearsal");
  const name = environment ?? "default";
  const directory = join(root, name);
  if (environment !== undefined) checkName(projectDirectory, environment);
  checkPrerequisites(projectDirectory, childEnvironment({ directory: join(root, "settings") }));
  const lock = RunLock.take(lockFile(projectDirectory, name), "npm run rehearse");
  let rehearsal: Rehearsal | undefined;
  const interrupt = untilInterrupted(async () => {
    reporter.line("stopping: Terraform stores its state and gives its locks back …");
    await rehearsal?.world.processes.stop();
  });
  try {
    rehearsal = await Rehearsal.open({ projectDirectory, directory, environment, stack, real, reporter });
    interrupt.throwIfInterrupted();
    await work({ rehearsal, reporter, interrupt, directory });
  } catch (error) {
    if (interrupt.interrupted) throw new Interrupted();
    throw error;
  } finally {
    interrupt.dispose();
    await rehearsal?.close();
    lock.release();
  }
}
