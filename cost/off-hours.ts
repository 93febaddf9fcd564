import type { Resource } from "../terraform/block";
import { isObject } from "../terraform/json";
import type { Tree } from "../terraform/tree";

const WEEK_MINUTES = 7 * 24 * 60;
const EVERY_DAY = 7;
/** A universal target of EventBridge Scheduler: `arn:aws:scheduler:::aws-sdk:rds:stopDBInstance`. */
const TARGET = /:scheduler:::aws-sdk:[a-z0-9]+:(stop|start|update|register)\w+$/;
const CRON = /^cron\((\d+) (\d+) (\S+) \S+ (\S+) \S+\)$/;

/** A schedule that stops or starts something, by the name that its input has. */
interface Switch {
  readonly names: readonly string[];
  readonly isStop: boolean;
  readonly minutes: number;
  readonly days: number;
}

/** Part of the week, from 0 to 1, in which a resource runs, by the schedules that stop and start it. 1 for what none names. */
export function runningShare(tree: Tree): (resource: Resource) => number {
  const switches = tree.all("aws_scheduler_schedule").flatMap((schedule) => switchOf(schedule) ?? []);
  return (resource) => {
    const names = namesOf(resource);
    const ours = switches.filter((one) => one.names.some((name) => names.includes(name)));
    const [stop, start] = [ours.find(({ isStop }) => isStop), ours.find(({ isStop }) => !isStop)];
    if (stop === undefined || start === undefined || stop.minutes <= start.minutes) return 1;
    return (start.days * (stop.minutes - start.minutes)) / WEEK_MINUTES;
  };
}

/** By which a call may name the resource. */
function namesOf(resource: Resource): string[] {
  const cluster = resource.follow("cluster_identifier");
  const all = [resource, ...(cluster === undefined ? [] : [cluster])];
  return all.flatMap((one) =>
    ["name", "identifier", "cluster_identifier"].flatMap((attribute) => one.text(attribute) ?? []),
  );
}

function switchOf(schedule: Resource): Switch | undefined {
  const target = schedule.block("target");
  const [, verb] = TARGET.exec(target?.text("arn") ?? "") ?? [];
  const [, minute, hour, , days] = CRON.exec(schedule.text("schedule_expression") ?? "") ?? [];
  const input = target?.decoded("input");
  if (verb === undefined || minute === undefined || hour === undefined || !isObject(input)) return undefined;
  const amounts = ["DesiredCount", "MaxCapacity", "MinSize"].flatMap((name) => (name in input ? [input[name]] : []));
  return {
    names: Object.values(input).flatMap((value) => (typeof value === "string" ? value.split("/") : [])),
    isStop: verb === "stop" || (verb !== "start" && amounts[0] === 0),
    minutes: Number(hour) * 60 + Number(minute),
    days: days === "?" || days === "*" ? EVERY_DAY : (days?.split(",").length ?? EVERY_DAY),
  };
}
