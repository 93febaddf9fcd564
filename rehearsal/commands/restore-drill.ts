import { rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";
import { Engine } from "../effects/engine";
import { Drill } from "../restore-drill/drill";
import { DrillEnvironment } from "../restore-drill/environment-file";
import { childEnvironment } from "../run/child-environment";
import { checkName } from "../run/environment-name";
import { checkPrerequisites } from "../run/prerequisites";
import { Reporter, seconds, table } from "../run/reporter";
import { lockFile, RunLock } from "../run/run-lock";
import { freePort } from "../state-backend/moto";
import { administrator, containerSecret } from "./administrator";
import { deployOnce } from "./deploy-all";
import { withLocalWorld } from "./with-local-world";

export interface RestoreDrillOptions {
  readonly projectDirectory: string;
  readonly environment: string;
  /** Wait for Ctrl-C at the end, so that a person can look at the restored site. */
  readonly keep: boolean;
}

interface Step {
  readonly what: string;
  readonly took: string;
  readonly found: string;
}

/**
 * Backs up a rehearsed site, loses it, restores it as docs/operations.md says, and looks for what was lost. It has volumes of its
 * own, which end with it: the data of `npm start` are not touched.
 *
 * @throws {Failure} naming the step that failed
 */
export async function restoreDrill({ projectDirectory, environment, keep }: RestoreDrillOptions): Promise<void> {
  const reporter = new Reporter();
  const root = join(projectDirectory, ".rehearsal");
  const name = `${environment}-drill`;
  const directory = join(root, name);
  checkName(projectDirectory, environment);
  checkPrerequisites(projectDirectory, childEnvironment({ directory: join(root, "settings") }));
  const owner = { projectDirectory, environment: name };
  const engine = new Engine(owner);
  await engine.check();
  const lock = RunLock.take(lockFile(projectDirectory, name), "npm run restore:drill");
  const file = new DrillEnvironment(projectDirectory, directory, environment);
  try {
    await engine.sweep(true);
    const port = await freePort();
    await withLocalWorld(
      { owner, environment: file.file, directory, port, reporter },
      async ({ rehearsal, local, interrupt }) => {
        file.write({});
        await deployOnce(rehearsal, reporter);
        const { inventory } = rehearsal.world;
        const { user, password } = administrator(inventory);
        if (user === undefined || password === undefined) throw new Failure(`${environment} has no administrator`);
        const drill = new Drill({
          ...{ rehearsal, local, environment: file, user },
          password: () => containerSecret(rehearsal.world, password),
          onProgress: (text) => reporter.progress(`  … ${text}`),
          throwIfInterrupted: () => interrupt.throwIfInterrupted(),
        });
        const steps = await runAll(drill, reporter);
        reporter.heading("The drill");
        for (const line of table([
          ["step", "seconds", "found"],
          ...steps.map(({ what, took, found }) => [what, took, found]),
        ]))
          reporter.line(`  ${line}`);
        reporter.line(
          `${reporter.colors.green("Restored")}. Rehearsed only: copies of volumes stand for RDS's snapshot and AWS Backup's recovery point; backup.restoreTest drills those on AWS.`,
        );
        if (!keep) return;
        reporter.line(`  ${local.url}  (until Ctrl-C)`);
        await interrupt.happened;
      },
    );
  } finally {
    await engine.sweep(true);
    rmSync(directory, { recursive: true, force: true });
    lock.release();
  }
}

async function runAll(drill: Drill, reporter: Reporter): Promise<Step[]> {
  const steps: readonly (readonly [string, () => Promise<string>])[] = [
    ["write", () => drill.write()],
    ["back up", () => drill.backUp()],
    ["lose", () => drill.lose()],
    ["restore the database", () => drill.restoreDatabase()],
    ["restore the files", () => drill.restoreFiles()],
    ["find", () => drill.find()],
  ];
  const done: Step[] = [];
  for (const [what, work] of steps) {
    reporter.heading(`Drill: ${what}`);
    const begun = performance.now();
    const found = await work().catch((error: Error) => {
      throw error instanceof Failure ? new Failure(`the drill failed at "${what}": ${error.message}`) : error;
    });
    reporter.line(`  ${found}`);
    done.push({ what, took: seconds(performance.now() - begun), found });
  }
  return done;
}
