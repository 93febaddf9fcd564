import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spread, writeSection } from "./report";

const ROUNDS = 5;
const ROOT = join(__dirname, "..");
/** As cdktf.json starts the app. */
const FLAGS = ["--import", "tsx", "--import", "./setup/fewer-traces.mjs"];

interface Subject {
  readonly name: string;
  readonly file: string;
  readonly environment: Record<string, string>;
}

const subjects: readonly Subject[] = [
  { name: "empty cdktf app", file: join(__dirname, "apps", "empty.ts"), environment: {} },
  { name: "dev", file: join(ROOT, "main.ts"), environment: { ENVIRONMENT: "dev" } },
  {
    name: "production without the rules",
    file: join(__dirname, "apps", "without-rules.ts"),
    environment: { ENVIRONMENT: "production" },
  },
  { name: "production", file: join(ROOT, "main.ts"), environment: { ENVIRONMENT: "production" } },
];

function seconds({ file, environment }: Subject, outdir: string): number {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [...FLAGS, file], {
    cwd: ROOT,
    env: { ...process.env, ...environment, CDKTF_OUTDIR: outdir },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`synth of ${file} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - began) / 1e9;
}

/** Time to synthesize, round by round so that a busy moment hits every subject alike. */
export function benchSynth(): void {
  const outdir = mkdtempSync(join(tmpdir(), "bench-synth-"));
  const times = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of subjects) times.get(subject.name)?.push(seconds(subject, outdir));
  }
  rmSync(outdir, { recursive: true });
  const base = median(times, "empty cdktf app");
  const rows = [...times].map(([name, values]) => {
    const { median, least, most } = spread(values);
    return `| ${name} | ${median.toFixed(2)} s | ${least.toFixed(2)}–${most.toFixed(2)} s | ${(median / base).toFixed(2)} |`;
  });
  const table = ["| synth of | median | spread | × empty |", "|---|---|---|---|", ...rows].join("\n");
  const rulesCost = median(times, "production") - median(times, "production without the rules");
  const notes = `The rules add ${rulesCost.toFixed(2)} s to production (goal: at most 0.3 s). dev: at most 3 s, and 2.5 × an empty app.`;
  writeSection("Synth", "npm run bench -- synth", `${ROUNDS} rounds, whole processes.\n\n${table}\n\n${notes}`);
  console.log(`${table}\n${notes}`);
}

function median(times: ReadonlyMap<string, readonly number[]>, name: string): number {
  return spread(times.get(name) ?? []).median;
}
