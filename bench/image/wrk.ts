import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { spread } from "../report";

export interface Load {
  /** Container whose processor time is counted. */
  readonly container: string;
  readonly url: string;
  readonly connections: number;
  readonly headers?: readonly string[];
}

export interface Rate {
  /** Requests a second: median, least and most of the rounds. */
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Of the median round. */
  readonly p50: string;
  readonly p99: string;
  /** Processor time of the container for a request, in milliseconds: hardly moved by what else the machine does. */
  readonly cpuMilliseconds: number;
}

const WARM_SECONDS = 1;
const SECONDS = 5;
export const ROUNDS = 3;

/**
 * Loads the given addresses in turn, round by round, so that a change of the machine's mood meets all of them.
 * The client has the last core, the servers the first.
 * @throws when an answer was no success
 */
export function sideBySide<Name extends string>(loads: Readonly<Record<Name, Load>>): Record<Name, Rate> {
  const names = Object.keys(loads) as Name[];
  const runs = new Map<Name, Run[]>(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      wrk(loads[name], WARM_SECONDS);
      runs.get(name)?.push(wrk(loads[name], SECONDS));
    }
  }
  return Object.fromEntries(names.map((name) => [name, rate(runs.get(name) ?? [])])) as Record<Name, Rate>;
}

interface Run {
  readonly rps: number;
  readonly cpuMilliseconds: number;
  readonly p50: string;
  readonly p99: string;
}

function rate(runs: readonly Run[]): Rate {
  const numbers = spread(runs.map(({ rps }) => rps));
  const middle = runs.find(({ rps }) => rps === numbers.median);
  const { median: cpuMilliseconds } = spread(runs.map((run) => run.cpuMilliseconds));
  return { ...numbers, p50: middle?.p50 ?? "", p99: middle?.p99 ?? "", cpuMilliseconds };
}

function wrk({ url, container, connections, headers = [] }: Load, seconds: number): Run {
  const flags = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "20s"];
  const core = String(cpus().length - 1);
  const words = ["-c", core, "wrk", ...flags, ...headers.flatMap((header) => ["-H", header]), url];
  const before = processorMilliseconds(container);
  const { stdout, stderr, status } = spawnSync("taskset", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`wrk ${url} ended with ${status}: ${stderr}`);
  const failed = /(Non-2xx or 3xx responses: \d+|Socket errors: .*)/.exec(stdout)?.[1];
  if (failed !== undefined) throw new Error(`${url}: ${failed}`);
  const at = (percent: number) => new RegExp(`^\\s+${percent}%\\s+(\\S+)`, "m").exec(stdout)?.[1] ?? "?";
  const answers = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const cpuMilliseconds = (processorMilliseconds(container) - before) / answers;
  return { cpuMilliseconds, rps: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]), p50: at(50), p99: at(99) };
}

/** Processor time that a container has used, by cgroup v2 or v1. */
export function processorMilliseconds(container: string): number {
  const script =
    "sed -n 's/^usage_usec //p' /sys/fs/cgroup/cpu.stat 2>/dev/null; cat /sys/fs/cgroup/cpuacct/cpuacct.usage 2>/dev/null; true";
  const { stdout } = spawnSync("docker", ["exec", container, "sh", "-c", script], { encoding: "utf8" });
  const value = Number(stdout.trim());
  return existsSync("/sys/fs/cgroup/cgroup.controllers") ? value / 1000 : value / 1e6;
}
