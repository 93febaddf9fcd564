import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { writeSection } from "./report";

const ROOT = join(__dirname, "..");

/** Commands whose time a person waits for, with the time that is still pleasant, in seconds. */
const COMMANDS: readonly { readonly what: string; readonly goal: number; readonly words: readonly string[] }[] = [
  { what: "unit suites", goal: 30, words: ["npx", "vitest", "run", "--project", "unit"] },
  {
    what: "rehearsal of dev: deploy, second plan, destroy",
    goal: 60,
    words: ["npm", "run", "--silent", "rehearse", "--", "--environment", "dev"],
  },
];

/** Times whole commands, one after the other. */
export function benchCommands(): void {
  const rows = COMMANDS.map(({ what, goal, words: [program = "", ...words] }) => {
    const began = process.hrtime.bigint();
    const { status } = spawnSync(program, words, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    if (status !== 0) throw new Error(`${[program, ...words].join(" ")} ended with ${status}`);
    return `| ${what} | ${seconds.toFixed(1)} s | ≤ ${goal} s |`;
  });
  const table = ["| command | took | goal |", "|---|---|---|", ...rows].join("\n");
  writeSection("Commands", "npm run bench -- commands", table);
  console.log(table);
}
