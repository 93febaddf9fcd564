import { rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";
import { type RunningSite, runningFile, USUAL } from "../../cli/running-site";
import { liveFolder } from "../effects/ecs/live";
import type { XdebugMode } from "../effects/ecs/xdebug";
import { Engine } from "../effects/engine";
import type { LocalWorld } from "../effects/local-world";
import type { Rehearsal } from "../rehearsal";
import { childEnvironment } from "../run/child-environment";
import { ControlServer } from "../run/control";
import { checkName } from "../run/environment-name";
import { showOutputs } from "../run/outputs";
import { checkPrerequisites } from "../run/prerequisites";
import { Reporter, seconds } from "../run/reporter";
import { lockFile, RunLock } from "../run/run-lock";
import { administrator, containerSecret } from "./administrator";
import { deployAll } from "./deploy-all";
import { readOptions, shown } from "./mails";
import { rehearse } from "./rehearse";
import { withLocalWorld } from "./with-local-world";

export interface StartOptions {
  readonly projectDirectory: string;
  readonly environment: string;
  /** Where the load balancer answers. */
  readonly port: number;
  /** Providers that are the real ones. @default none */
  readonly real?: readonly string[];
  /** Forget the data of earlier runs. */
  readonly fresh: boolean;
  /** Mount site/ into the tasks, and themes and plugins at these paths. @default - nothing is mounted */
  readonly live?: readonly string[];
  /** @default - no Xdebug */
  readonly xdebug?: XdebugMode;
  /** Site to which browsers are sent for missing uploads. @default - none */
  readonly uploadsFrom?: string;
}

/** Argument of the command `deploy`: data may be destroyed or replaced. */
export const LOSE_DATA = "lose-data";

/** Rehearses the deployment with the service running in Docker, and stays until Ctrl-C. Without Docker: the rehearsal alone. */
export async function start(options: StartOptions): Promise<void> {
  const { projectDirectory, environment } = options;
  const reporter = new Reporter();
  const root = join(projectDirectory, ".rehearsal");
  checkName(projectDirectory, environment);
  for (const path of options.live ?? []) liveFolder(path);
  checkPrerequisites(projectDirectory, childEnvironment({ directory: join(root, "settings") }));
  const engine = new Engine({ projectDirectory, environment });
  try {
    await engine.check();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    reporter.line(error.message);
    reporter.line("Without Docker nothing can be served; rehearsing the deployment alone.");
    return rehearse({ projectDirectory, environment, real: options.real, keep: false });
  }
  const lock = RunLock.take(lockFile(projectDirectory, environment), "npm start");
  try {
    if (options.fresh) await engine.sweep(true);
    await serve(options, reporter);
  } finally {
    lock.release();
  }
}

async function serve(options: StartOptions, reporter: Reporter): Promise<void> {
  const { projectDirectory, environment, ...how } = options;
  const begun = performance.now();
  const directory = join(projectDirectory, ".rehearsal", environment);
  rmSync(runningFile(projectDirectory, environment), { force: true });
  const owner = { projectDirectory, environment };
  await withLocalWorld({ ...how, owner, environment, directory, reporter }, async ({ rehearsal, local, interrupt }) => {
    await deployAll(rehearsal, reporter);
    reporter.heading("Outputs");
    showOutputs(await rehearsal.outputs(), reporter);
    const control = await listenForCommands(rehearsal, local, reporter, projectDirectory, {
      ...{ environment, url: local.url, pid: process.pid, aws: local.awsAccess },
      socket: join(rehearsal.socketDirectory, "control.sock"),
      buckets: rehearsal.world.inventory.all("aws_s3_bucket").map(({ bucket }) => String(bucket)),
    });
    try {
      const loadBalancer = await local.loadBalancerUrl();
      announce(rehearsal, local, reporter, { environment, begun, loadBalancer });
      await interrupt.happened;
    } finally {
      await control.close();
    }
  });
}

interface Announced {
  readonly environment: string;
  readonly begun: number;
  /** Its own address, past CloudFront. */
  readonly loadBalancer: string | undefined;
}

function announce(
  rehearsal: Rehearsal,
  local: LocalWorld,
  reporter: Reporter,
  { environment, begun, loadBalancer }: Announced,
): void {
  const { colors } = reporter;
  const notes = local.notes.all();
  if (notes.length > 0) reporter.heading("Otherwise than on AWS");
  for (const note of notes) reporter.line(`  ${note}`);
  reporter.heading(`Running after ${seconds(performance.now() - begun)}. Rehearsed only: nothing was deployed to AWS.`);
  const behind = loadBalancer === undefined ? "" : `  (CloudFront; the load balancer behind it: ${loadBalancer})`;
  reporter.line(`  ${colors.green(local.url)}${behind}`);
  const { user, password } = administrator(rehearsal.world.inventory);
  if (user) reporter.line(`  administrator: ${user}${password ? `, password: npm run secret -- ${password}` : ""}`);
  const fresh = environment === USUAL ? "--fresh" : `--fresh --environment ${environment}`;
  reporter.line(
    `  after a change: npm run deploy:local   logs: npm run logs   mails: npm run mails   stop: Ctrl-C (data stay; npm run stop -- ${fresh} forgets them)`,
  );
}

function listenForCommands(
  rehearsal: Rehearsal,
  { mails }: LocalWorld,
  reporter: Reporter,
  projectDirectory: string,
  site: RunningSite,
): Promise<ControlServer> {
  let busy = false;
  return ControlServer.listen(projectDirectory, site, async (command, argument, write) => {
    if (command === "secret") return write(containerSecret(rehearsal.world, argument));
    if (command === "mails") return write(shown(await mails.all(), readOptions(argument)));
    if (command !== "deploy") throw new Failure(`no command ${command}`);
    if (busy) throw new Failure("a deployment is under way; wait for it to end");
    busy = true;
    const stopEcho = reporter.echo(write);
    const begun = performance.now();
    try {
      const names = await rehearsal.redeploy(argument === LOSE_DATA);
      reporter.line(
        names.length === 0
          ? "nothing changed"
          : `deployed ${names.join(", ")} in ${seconds(performance.now() - begun)}`,
      );
    } finally {
      stopEcho();
      busy = false;
    }
  });
}
