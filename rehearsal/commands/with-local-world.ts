import { Interrupted } from "../../cli/outcome";
import { LocalWorld, type LocalWorldOptions } from "../effects/local-world";
import { Rehearsal } from "../rehearsal";
import { type Interrupt, untilInterrupted } from "../run/interrupt";
import { World } from "../world";

export interface WithLocalWorldOptions extends LocalWorldOptions {
  /** Name or file of the environment that the app reads. */
  readonly environment: string;
  /** Providers that are the real ones. @default none */
  readonly real?: readonly string[];
}

export interface LocalSession {
  readonly rehearsal: Rehearsal;
  readonly local: LocalWorld;
  readonly interrupt: Interrupt;
}

/**
 * Opens a rehearsal whose service runs in Docker, and closes it whatever happens; data stay.
 *
 * @throws {Interrupted} after Ctrl-C
 */
export async function withLocalWorld(
  options: WithLocalWorldOptions,
  work: (session: LocalSession) => Promise<void>,
): Promise<void> {
  const { owner, directory, environment, real, reporter } = options;
  const world = new World();
  let local: LocalWorld | undefined;
  let rehearsal: Rehearsal | undefined;
  const interrupt = untilInterrupted(async () => {
    reporter.line("stopping the tasks, the database and the rest …");
    local?.abort();
    await world.processes.stop();
  });
  try {
    local = await LocalWorld.open(options, world);
    const { projectDirectory } = owner;
    const { effects } = local;
    const shared = { projectDirectory, directory, environment, real, reporter, world };
    rehearsal = await Rehearsal.open({ ...shared, effects, docker: true });
    interrupt.throwIfInterrupted();
    await work({ rehearsal, local, interrupt });
  } catch (error) {
    if (!interrupt.interrupted) throw error;
  } finally {
    await world.processes.stop();
    try {
      await local?.close();
    } finally {
      await rehearsal?.close();
      interrupt.dispose();
    }
  }
  if (interrupt.interrupted) throw new Interrupted();
}
