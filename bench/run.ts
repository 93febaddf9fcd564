import { benchCapacity } from "./capacity";
import { benchCommands } from "./commands";
import { benchImage } from "./image/run";
import { benchImport } from "./import/run";
import { benchLoop } from "./loop";
import { benchSynth } from "./synth";

const benches: Readonly<Record<string, () => void | Promise<void>>> = {
  synth: benchSynth,
  commands: benchCommands,
  loop: benchLoop,
  image: benchImage,
  import: benchImport,
  capacity: benchCapacity,
};

const USAGE = `Usage: npm run bench [-- NAME…]

Measures and writes docs/benchmarks.md, a section for each of: ${Object.keys(benches).join(", ")}. Without a name, all of them.`;

async function main(names: readonly string[]): Promise<void> {
  if (names.includes("--help")) return console.log(USAGE);
  const unknown = names.filter((name) => !(name in benches));
  if (unknown.length > 0) throw new Error(`no bench ${unknown.join(", ")}; known: ${Object.keys(benches).join(", ")}`);
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length === 0 || names.includes(name)) await bench();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
