import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../cli/outcome";
import { runningFile } from "../../cli/running-site";
import { Engine } from "../effects/engine";
import { removeLocalTags } from "../effects/images/local-tags";
import { registryDirectory } from "../effects/images/loopback-registry";
import { checkName } from "../run/environment-name";
import { Reporter } from "../run/reporter";
import { lockFile, lockHolder, lockHolders } from "../run/run-lock";

export interface StopOptions {
  readonly projectDirectory: string;
  readonly environment: string;
  /** Remove data volumes and what was pushed as well. */
  readonly fresh: boolean;
}

const PATIENCE_SECONDS = 90;

/** Ends a run in another terminal, and removes what it or a killed one left behind. */
export async function stop({ projectDirectory, environment, fresh }: StopOptions): Promise<void> {
  const reporter = new Reporter();
  const root = join(projectDirectory, ".rehearsal");
  const file = lockFile(projectDirectory, environment);
  const holder = lockHolder(file);
  if (holder) {
    process.kill(holder.pid, "SIGTERM");
    reporter.line(`${holder.command} (process ${holder.pid}) is asked to stop`);
    const deadline = Date.now() + PATIENCE_SECONDS * 1000;
    while (lockHolder(file) && Date.now() < deadline) await sleep(200);
    if (lockHolder(file))
      throw new Failure(
        `process ${holder.pid} does not stop; end it with \`kill -9 ${holder.pid}\` and run this again`,
      );
  }
  const engine = new Engine({ projectDirectory, environment });
  await engine.check();
  const { containers, networks, volumes } = await engine.sweep(fresh);
  if (containers + networks + volumes === 0) checkName(projectDirectory, environment);
  reporter.line(`removed ${containers} containers, ${networks} networks and ${volumes} volumes of ${environment}`);
  rmSync(runningFile(projectDirectory, environment), { force: true });
  if (!fresh) return;
  // Another environment that runs has its images and its directory there.
  if (lockHolders(projectDirectory).size > 0) return rmSync(join(root, environment), { recursive: true, force: true });
  const tags = await removeLocalTags(engine.docker, registryDirectory(projectDirectory));
  if (tags > 0)
    reporter.line(
      `removed ${tags} tags of images; Docker keeps the layers for the next build, docker image prune ends them`,
    );
  rmSync(root, { recursive: true, force: true });
}
