import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout, describeWorkingTree } from "../../cli/checkout";
import { commitOf } from "../../cli/git";
import { Failure } from "../../cli/outcome";
import { checkFile } from "../../cli/places";
import { leftBehind } from "../left-behind";
import { childEnvironment } from "../run/child-environment";
import { type Reporter, seconds } from "../run/reporter";
import { objections, reportLines, reportMarkdown } from "../run/upgrade-report";
import { upgrade } from "../upgrade";
import { deployOnce } from "./deploy-all";
import { judgePlanned } from "./judge-planned";
import { type RehearseOptions, stayUp } from "./rehearse";
import { type Session, withRehearsal } from "./with-rehearsal";

export interface RehearseUpgradeOptions extends RehearseOptions {
  /** Commit that is deployed before the working tree. @default none */
  readonly from?: string;
  /** Commit that is deployed after the working tree. @default none */
  readonly to?: string;
  /** Data may be destroyed or replaced. */
  readonly loseData: boolean;
  /** File that gets the report as Markdown, after what it holds. @default none */
  readonly report?: string;
}

/** Sources that are deployed one after the other. */
interface Sources {
  readonly label: string;
  readonly directory: string;
}

/** Deploys a commit, the working tree, and a commit again, each on the state and the world of the one before, and says what that does. */
export async function rehearseUpgrade(options: RehearseUpgradeOptions): Promise<void> {
  const { projectDirectory, from, to, report } = options;
  for (const ref of [from, to]) if (ref !== undefined) commitOf(projectDirectory, ref);
  if (report !== undefined) checkFile(report, "--report");
  const start = performance.now();
  const checkouts: Checkout[] = [];
  try {
    await withRehearsal(options, async (session) => {
      const { reporter, rehearsal, interrupt } = session;
      const sources = await collect(options, session, checkouts);
      await deployEach(options, session, sources);
      if (options.keep) await stayUp(rehearsal, reporter, interrupt.happened);
      const took = seconds(performance.now() - start);
      reporter.line(`${reporter.colors.green("Done")} in ${took}. Rehearsed only: nothing was deployed to AWS.`);
    });
  } finally {
    for (const checkout of checkouts) checkout.remove();
  }
}

/** The sources in their order; a commit from before the environment is left out. */
async function collect(
  { projectDirectory, environment = "dev", from, to }: RehearseUpgradeOptions,
  { rehearsal, reporter, directory }: Session,
  checkouts: Checkout[],
): Promise<Sources[]> {
  const env = childEnvironment({ directory });
  const open = async (ref: string | undefined): Promise<Sources[]> => {
    if (ref === undefined) return [];
    const same = checkouts.find(({ commit }) => commitOf(projectDirectory, ref).startsWith(commit));
    const checkout = same ?? Checkout.open({ projectDirectory, ref, parent: join(directory, "commits") });
    const label = ref.startsWith(checkout.commit) ? checkout.commit : `${ref} (${checkout.commit})`;
    if (same) return [{ label, directory: same.directory }];
    checkouts.push(checkout);
    if (!checkout.knows(environment)) {
      reporter.line(`${label} has no environment ${environment}, so nothing of it is deployed there`);
      return [];
    }
    reporter.line(`${label}: ${await checkout.installPackages(rehearsal.world.processes, env)}`);
    return [{ label, directory: checkout.directory }];
  };
  const today = { label: describeWorkingTree(projectDirectory), directory: projectDirectory };
  const before = await open(from);
  return [...before, today, ...(await open(to))];
}

async function deployEach(
  options: RehearseUpgradeOptions,
  session: Session,
  sources: readonly Sources[],
): Promise<void> {
  const { rehearsal, reporter } = session;
  let before: Sources | undefined;
  for (const now of sources) {
    if (before === undefined) {
      reporter.heading(`Deploying ${now.label}`);
      await deployOnce(rehearsal, reporter, now.directory).catch((error: Error) => {
        throw error instanceof Failure ? new Failure(`${now.label} cannot be deployed:\n${error.message}`) : error;
      });
    } else {
      await deployNext(options, session, [before, now]);
    }
    before = now;
  }
}

/** @throws {Failure} when something is refused, or data would be lost */
async function deployNext(
  { loseData, report, unjudged }: RehearseUpgradeOptions,
  { rehearsal, reporter }: Session,
  [before, now]: readonly [Sources, Sources],
): Promise<void> {
  reporter.heading(`Deploying ${now.label} on what ${before.label} has left`);
  await rehearsal.synth(now.directory);
  const { stacks, plans } = await upgrade(rehearsal, (stack) => reporter.progress(`  … ${stack}`));
  const found = { from: before.label, to: now.label, stacks, left: await leftBehind(rehearsal) };
  showReport(reportLines(found), reporter);
  if (report !== undefined) appendFileSync(report, `${reportMarkdown(found)}\n`);
  const against = objections(found, loseData);
  if (against.length > 0) throw new Failure(against.join("\n"));
  await judgePlanned(plans, reporter, unjudged);
  reporter.heading("Planning again");
  await rehearsal.expectNoChanges();
  reporter.line("  every second plan is empty");
}

function showReport(lines: readonly string[], reporter: Reporter): void {
  for (const line of lines)
    reporter.line(`  ${/^\s*(?:DATA|REFUSED|LEFT BEHIND)/.test(line) ? reporter.colors.bold(line) : line}`);
}
