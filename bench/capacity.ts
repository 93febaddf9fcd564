import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { type Server, Servers } from "./image/servers";
import { processorMilliseconds } from "./image/wrk";
import { spread, writeSection } from "./report";

/** Cores that each task may use, as a task of 256 CPU units may; two of them and the database fit the servers' core. */
const CORES = 0.25;
const SECONDS = 10;
const WARM_SECONDS = 3;
const ROUNDS = 3;
const CONNECTIONS = 8;
/** Of the pages of the mixed load, one of so many is made by PHP. */
const ONE_IN = 10;

type Mix = "cached" | "uncached" | "mixed";

/** Neither reads nor fills the page cache. */
const UNCACHED = `wrk.headers["Authorization"] = "uncached"`;
const GZIP = `wrk.headers["Accept-Encoding"] = "gzip"`;
const SCRIPTS: Readonly<Record<Mix, string>> = {
  cached: GZIP,
  uncached: [GZIP, UNCACHED].join("\n"),
  mixed: `${GZIP}
local made = 0
request = function()
  made = made + 1
  wrk.headers["Authorization"] = made % ${ONE_IN} == 0 and "uncached" or nil
  return wrk.format()
end`,
};

interface Measured {
  /** Answers a second of all tasks together. */
  readonly rate: number;
  /** Processor time of the tasks and of the database for an answer, in milliseconds. */
  readonly taskMs: number;
  readonly databaseMs: number;
  /** Cores that the tasks got, of those that they may use. */
  readonly cores: number;
}

/**
 * What a page costs the processor of a task and of the database, and whether one and two tasks of a quarter of a core each bear what
 * that says. Writes the section that docs/scale.md reckons with.
 */
export async function benchCapacity(): Promise<void> {
  const servers = new Servers();
  const directory = mkdtempSync(join(tmpdir(), "capacity-"));
  const [load = 0] = loadavg();
  try {
    const database = await servers.startServices();
    const small = ["--cpus", String(CORES)];
    const tasks = [await servers.ours({}, small), await servers.ours({}, small)];
    const measure = (mix: Mix, count: number) => rounds(directory, mix, tasks.slice(0, count), database);
    const results = new Map<string, Measured>();
    for (const mix of ["uncached", "cached", "mixed"] as const) {
      for (const count of [1, 2]) results.set(`${mix} ${count}`, await measure(mix, count));
    }
    const body = [note(load), inputs(results), checks(results)].join("\n\n");
    writeSection("Capacity", "npm run bench -- capacity", body);
    console.log(body);
  } finally {
    await servers.close();
    rmSync(directory, { recursive: true });
  }
}

async function rounds(directory: string, mix: Mix, tasks: readonly Server[], database: string): Promise<Measured> {
  const script = join(directory, `${mix}.lua`);
  writeFileSync(script, SCRIPTS[mix]);
  await Promise.all(tasks.map((task) => wrk(task, script, WARM_SECONDS)));
  const all: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const used = () => tasks.reduce((sum, { name }) => sum + processorMilliseconds(name), 0);
    const [tasksBefore, databaseBefore] = [used(), processorMilliseconds(database)];
    const answers = (await Promise.all(tasks.map((task) => wrk(task, script, SECONDS)))).reduce((a, b) => a + b, 0);
    const taskMs = (used() - tasksBefore) / answers;
    all.push({
      rate: answers / SECONDS,
      taskMs,
      cores: (taskMs * answers) / 1000 / SECONDS,
      databaseMs: (processorMilliseconds(database) - databaseBefore) / answers,
    });
  }
  const middle = (of: (one: Measured) => number) => spread(all.map(of)).median;
  return {
    rate: middle(({ rate }) => rate),
    taskMs: middle(({ taskMs }) => taskMs),
    databaseMs: middle(({ databaseMs }) => databaseMs),
    cores: middle(({ cores }) => cores),
  };
}

/** Loads one task from the last core. @returns the number of answers @throws when one was no success */
function wrk({ address }: Server, script: string, seconds: number): Promise<number> {
  const words = ["-c", "1", "wrk", "-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--timeout", "20s", "-s", script];
  return new Promise((resolve, reject) => {
    const child = spawn("taskset", [...words, `${address}/`], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (data) => {
      output += data;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      const failed = /(Non-2xx or 3xx responses: \d+|Socket errors: .*)/.exec(output)?.[1];
      if (code !== 0 || failed !== undefined)
        return reject(new Error(`wrk ${address}: ${failed ?? `exit code ${code}`}`));
      resolve(Number(/(\d+) requests in/.exec(output)?.[1]));
    });
  });
}

const note = (load: number) =>
  `Tasks of ${CORES} of a core each, ${CONNECTIONS} connections to each, no object cache. Load average of the machine at the start: ${load.toFixed(1)}.`;

const figure = (value: number) => value.toPrecision(3);

/** What the model of docs/scale.md takes; `cost/capacity/measured.ts` reads these rows. */
function inputs(results: ReadonlyMap<string, Measured>): string {
  const of = (mix: Mix) => results.get(`${mix} 1`) as Measured;
  return [
    "| processor time of a page, in milliseconds | in the task | in the database |",
    "|---|---|---|",
    ...(["uncached", "cached"] as const).map(
      (mix) => `| ${mix} | ${figure(of(mix).taskMs)} | ${figure(of(mix).databaseMs)} |`,
    ),
  ].join("\n");
}

/**
 * Pages a second that the model says, by the processor time of the pages of one task alone, and those that came. What else runs on the
 * machine takes from the cores that the tasks may use; what they got says how many pages they could have made.
 */
function checks(results: ReadonlyMap<string, Measured>): string {
  const time = (mix: "cached" | "uncached") => results.get(`${mix} 1`)?.taskMs ?? Number.NaN;
  const ms: Readonly<Record<Mix, number>> = {
    cached: time("cached"),
    uncached: time("uncached"),
    mixed: (time("cached") * (ONE_IN - 1) + time("uncached")) / ONE_IN,
  };
  const rows = [...results].map(([key, { rate, cores }]) => {
    const [mix = "cached", count = "1"] = key.split(" ") as [Mix, string];
    const said = (Number(count) * CORES * 1000) / ms[mix];
    const ofGot = (cores * 1000) / ms[mix];
    return `| ${mix === "mixed" ? `one of ${ONE_IN} uncached` : mix} | ${count} | ${figure(said)} | ${figure(rate)} | ${cores.toFixed(2)} of ${(Number(count) * CORES).toFixed(2)} | ${(rate / ofGot).toFixed(2)} × |`;
  });
  return [
    "| pages | tasks | said, pages/s | measured, pages/s | cores that the tasks got | measured / said of these cores |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
