import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../cli/outcome";
import { runningFile } from "../../cli/running-site";
import { Engine, type Owner } from "../effects/engine";
import { removeLocalTags } from "../effects/images/local-tags";
import { registryDirectory } from "../effects/images/loopback-registry";
import { checkName } from "../run/environment-name";
import { Reporter } from "../run/reporter";
import { type Holder, lockFile, lockHolder, lockHolders, RunLock } from "../run/run-lock";

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
  if (holder) await end(holder, file, reporter);
  const lock = lockWhereRunsAre(root, file);
  try {
    const engine = await clean({ projectDirectory, environment }, fresh, reporter);
    if (isFolder(root)) rmSync(runningFile(projectDirectory, environment), { force: true });
    lock?.release();
    if (!fresh) return;
    // Another environment that runs has its images and its directory there.
    if (lockHolders(projectDirectory).size > 0)
      return rmSync(join(root, environment), { recursive: true, force: true });
    const tags = await removeLocalTags(engine.docker, registryDirectory(projectDirectory));
    if (tags > 0)
      reporter.line(
        `removed ${tags} tags of images; Docker keeps the layers for the next build, docker image prune ends them`,
      );
    rmSync(root, { recursive: true, force: true });
  } finally {
    lock?.release();
  }
}

/** @throws {Failure} when the process does not end */
async function end({ pid, command }: Holder, file: string, reporter: Reporter): Promise<void> {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    // It ended just now.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
    throw error;
  }
  reporter.line(`${command} (process ${pid}) is asked to stop`);
  const deadline = performance.now() + PATIENCE_SECONDS * 1000;
  while (lockHolder(file)?.pid === pid && performance.now() < deadline) await sleep(200);
  if (lockHolder(file)?.pid === pid)
    throw new Failure(`process ${pid} does not stop; end it with \`kill -9 ${pid}\` and run this again`);
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Keeps a run from starting while the last one is removed. A disk that is full, or no folder, holds no lock and keeps nobody from cleaning. */
function lockWhereRunsAre(root: string, file: string): RunLock | undefined {
  if (!isFolder(root)) return undefined;
  try {
    return RunLock.take(file, "npm run stop");
  } catch (error) {
    if (lockHolder(file)) throw error;
    return undefined;
  }
}

async function clean(owner: Owner, fresh: boolean, reporter: Reporter): Promise<Engine> {
  const { projectDirectory, environment } = owner;
  const engine = new Engine(owner);
  await engine.check();
  const { containers, networks, volumes } = await engine.sweep(fresh);
  if (containers + networks + volumes === 0)
    checkName(projectDirectory, environment, ", and nothing of it is left here");
  reporter.line(`removed ${containers} containers, ${networks} networks and ${volumes} volumes of ${environment}`);
  return engine;
}
