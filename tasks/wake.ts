import { setTimeout as wait } from "node:timers/promises";
import type { Aws } from "../cli/aws-cli";
import { Failure, Interrupted } from "../cli/outcome";

/** What an environment with off hours has, by the names of AWS. */
export interface Sleeping {
  readonly cluster: string;
  readonly service: string;
  /** Tasks; limits where scaling decides. */
  readonly tasks: number | { readonly least: number; readonly most: number };
  readonly database: { readonly identifier: string; readonly isCluster: boolean };
  /** Group of instances and the fewest of them; undefined on Fargate. */
  readonly instances: { readonly group: string; readonly least: number } | undefined;
  /** First part of the names of alarms. */
  readonly alarmPrefix: string;
}

export interface WakeOptions {
  readonly aws: Aws;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
  /** @default 15,000 */
  readonly pollMilliseconds?: number;
}

const POLL_MILLISECONDS = 15_000;
/** Polls until a database that does not start is given up: twenty minutes. */
const MOST_POLLS = 80;
const CANNOT_START_YET = new Set(["stopping", "configuring-enhanced-monitoring", "backing-up", "maintenance"]);

/**
 * Starts everything that off hours have stopped, in its order: database, instances, tasks, alarms. What runs already stays as it is,
 * so it may be run again after Ctrl-C. The next evening stops it again.
 *
 * @throws {Failure} with AWS's words, {Interrupted} after Ctrl-C
 */
export async function wake(sleeping: Sleeping, options: WakeOptions): Promise<void> {
  await startDatabase(sleeping.database, options);
  const { aws, say } = options;
  const { instances, cluster, service, tasks, alarmPrefix } = sleeping;
  if (instances !== undefined) {
    const words = ["--auto-scaling-group-name", instances.group, "--min-size", String(instances.least)];
    await aws("autoscaling", "update-auto-scaling-group", ...words);
    say(`at least ${instances.least} instances again`);
  }
  if (typeof tasks === "number") {
    await aws("ecs", "update-service", "--cluster", cluster, "--service", service, "--desired-count", String(tasks));
    say(`${tasks} tasks are started`);
  } else {
    const target = ["--service-namespace", "ecs", "--scalable-dimension", "ecs:service:DesiredCount"];
    const limits = ["--min-capacity", String(tasks.least), "--max-capacity", String(tasks.most)];
    const resource = ["--resource-id", `service/${cluster}/${service}`];
    await aws("application-autoscaling", "register-scalable-target", ...target, ...resource, ...limits);
    say(`${tasks.least} to ${tasks.most} tasks again`);
  }
  await aws("ecs", "wait", "services-stable", "--cluster", cluster, "--services", service);
  const words = ["--alarm-name-prefix", `${alarmPrefix}-`];
  const { MetricAlarms } = await aws<{ MetricAlarms: { AlarmName: string; ActionsEnabled: boolean }[] }>(
    ...["cloudwatch", "describe-alarms", ...words],
  );
  const quiet = MetricAlarms.filter(({ ActionsEnabled }) => !ActionsEnabled).map(({ AlarmName }) => AlarmName);
  if (quiet.length > 0) await aws("cloudwatch", "enable-alarm-actions", "--alarm-names", ...quiet);
  say(`the site is there; ${quiet.length} alarms tell again`);
}

async function startDatabase(database: Sleeping["database"], options: WakeOptions): Promise<void> {
  const { aws, say, signal, pollMilliseconds = POLL_MILLISECONDS } = options;
  const { identifier, isCluster } = database;
  const kind = isCluster ? "db-cluster" : "db-instance";
  const named = [`--${kind}-identifier`, identifier];
  const state = async (): Promise<string> => {
    const answer = await aws<{ DBInstances?: { DBInstanceStatus: string }[]; DBClusters?: { Status: string }[] }>(
      ...["rds", `describe-${kind}s`, ...named],
    );
    return answer.DBInstances?.[0]?.DBInstanceStatus ?? answer.DBClusters?.[0]?.Status ?? "unknown";
  };
  let isAsked = false;
  for (let poll = 0; poll < MOST_POLLS; poll++) {
    if (signal.aborted) throw new Interrupted();
    const seen = await state();
    if (seen === "available") {
      say(`database ${identifier} is available`);
      return;
    }
    if (seen === "stopped" && !isAsked) {
      await aws("rds", `start-${kind}`, ...named);
      isAsked = true;
      say(`database ${identifier} starts, which takes some minutes`);
    } else if (!isAsked && CANNOT_START_YET.has(seen)) {
      say(`database ${identifier} is ${seen}; it can be started after that`);
    }
    await wait(pollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  throw new Failure(
    `database ${identifier} is not available yet: aws rds describe-${kind}s ${named.join(" ")} says why`,
  );
}
