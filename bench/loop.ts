import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spread, writeSection } from "./report";

const ROOT = join(__dirname, "..");
const PORT = 18_200;
const PAGE = `http://localhost:${PORT}/`;
const ROUNDS = 3;
/** Seconds after which a step is given up. */
const PATIENCE = 600;

/** The changes of a day: each edits one line, in a new way for each round. */
const EDITS = {
  construct: { file: "constructs/load-balancer/target-group.ts", line: /^ {6}interval: \d+,$/m },
  php: { file: "image/rootfs/usr/lib/wp-image/wordpress/hooks/private-responses.php", line: /^namespace WpImage;$/m },
  nginx: { file: "image/rootfs/etc/nginx/wp-image/headers.conf", line: /^add_header X-Cache .*;$/m },
} as const;

/** What one change costs: from the command to the page, on a copy of the project. */
export async function benchLoop(): Promise<void> {
  const loop = new Loop();
  try {
    const body = await loop.measure();
    writeSection("Loop", "npm run bench -- loop", body);
    console.log(body);
  } finally {
    await loop.close();
  }
}

class Loop {
  private readonly directory = mkdtempSync(join(tmpdir(), "wp-loop-"));
  private running: ChildProcess | undefined;

  constructor() {
    const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
    for (const file of list.toString().trim().split("\n")) {
      cpSync(join(ROOT, file), join(this.directory, file), { verbatimSymlinks: true });
    }
    for (const folder of ["node_modules", ".venv"]) symlinkSync(join(ROOT, folder), join(this.directory, folder));
  }

  async measure(): Promise<string> {
    await this.start();
    await this.stop();
    const started = await this.rounds(async (round) => {
      if (round > 0) await this.stop();
      return this.start();
    });
    const plan = await this.rounds(async (round) => {
      this.edit("construct", `      interval: ${16 + round},`);
      return this.command("deploy:local");
    });
    const php = await this.rounds((round) =>
      this.seen("php", `namespace WpImage;\nheader('X-Edited: php-${round}');`, `php-${round}`),
    );
    const nginx = await this.rounds((round) =>
      this.seen("nginx", `add_header X-Edited nginx-${round} always;`, `nginx-${round}`),
    );
    const rows = [
      row("`npm start` to a page, the image built before", started, 45),
      row("edit a construct, `npm run deploy:local`, to the end of its rehearsed plan and apply", plan, 10),
      row("edit a PHP file of the image, `npm run deploy:local`, to the page that shows it", php, 30),
      row("edit nginx's configuration, `npm run deploy:local`, to the page that shows it", nginx, 30),
    ];
    return ["| step | took: median (least–most) | goal |", "|---|---|---|", ...rows].join("\n");
  }

  async close(): Promise<void> {
    await this.stop();
    await this.command("stop", "--", "--fresh");
    rmSync(this.directory, { recursive: true });
  }

  private async rounds(step: (round: number) => Promise<number>): Promise<number[]> {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await step(round));
    return times;
  }

  /** `npm start` until the front page is there. @returns seconds */
  private async start(): Promise<number> {
    const began = process.hrtime.bigint();
    const child = this.npm("start", "--", "--port", String(PORT));
    this.running = child;
    await until(`${PAGE} is served`, async () => {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
      return (await fetch(PAGE)).ok;
    });
    const seconds = secondsSince(began);
    await until("npm start takes commands", async () => existsSync(join(this.directory, ".rehearsal", "control")));
    return seconds;
  }

  private async stop(): Promise<void> {
    const child = this.running;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("close", resolve));
    await this.command("stop");
    await ended;
    this.running = undefined;
  }

  /** Edits, deploys, and waits for the header. @returns seconds from the edit on */
  private async seen(what: keyof typeof EDITS, text: string, mark: string): Promise<number> {
    const began = process.hrtime.bigint();
    this.edit(what, text);
    const deployed = this.command("deploy:local");
    await until(`${mark} is seen`, async () => {
      const answer = await fetch(`${PAGE}?${mark}`, { headers: { Authorization: "uncached" } });
      return answer.headers.get("x-edited")?.includes(mark) ?? false;
    });
    const seconds = secondsSince(began);
    await deployed;
    return seconds;
  }

  private edit(what: keyof typeof EDITS, text: string): void {
    const { file, line } = EDITS[what];
    const original = readFileSync(join(ROOT, file), "utf8");
    if (!line.test(original)) throw new Error(`${file} has no line ${line}`);
    writeFileSync(join(this.directory, file), original.replace(line, text));
  }

  /** @returns seconds */
  private async command(...words: string[]): Promise<number> {
    const began = process.hrtime.bigint();
    const child = this.npm("run", "--silent", ...words);
    const code = await new Promise((resolve) => child.once("close", resolve));
    if (code !== 0) throw new Error(`npm run ${words.join(" ")} ended with ${code}`);
    return secondsSince(began);
  }

  private npm(...words: string[]): ChildProcess {
    return spawn("npm", words, { cwd: this.directory, stdio: ["ignore", "ignore", "inherit"] });
  }
}

function row(what: string, seconds: readonly number[], goal: number): string {
  const { median, least, most } = spread(seconds);
  return `| ${what} | ${median.toFixed(1)} s (${least.toFixed(1)}–${most.toFixed(1)}) | ≤ ${goal} s |`;
}

function secondsSince(began: bigint): number {
  return Number(process.hrtime.bigint() - began) / 1e9;
}

/** Asks ten times a second; an error of the connection counts as not yet. */
async function until(what: string, reached: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE * 1000;
  while (Date.now() < end) {
    const is = await reached().catch((error: Error) => {
      if (error.message.startsWith("npm")) throw error;
      return false;
    });
    if (is) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited ${PATIENCE} s until ${what}`);
}
