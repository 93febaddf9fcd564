import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProviderMirror } from "../../../setup/aws-provider/mirror";
import { measureRules } from "./rule-measurement";

/** Writes rules/measured.json: `npx tsx __tests__/real-terraform/support/measure-rules.ts [RULE…]`, then `npm run docs`. */
const file = join(__dirname, "../../../rules/measured.json");
const only = process.argv.slice(2);
const mirror = findProviderMirror();
if (!mirror) throw new Error("no filesystem mirror holds hashicorp/aws; set TF_PROVIDER_MIRROR to one");
const directory = mkdtempSync(join(tmpdir(), "measure-rules-"));
try {
  const { refusedNearMisses, ...measured } = measureRules(directory, mirror, { planNearMisses: true, only });
  for (const [module, errors] of Object.entries(refusedNearMisses)) console.error(`${module}: ${errors.join("; ")}`);
  const before = only.length > 0 ? JSON.parse(readFileSync(file, "utf8")).rules : {};
  const all = Object.entries({ ...before, ...measured.rules }).sort(([left], [right]) =>
    left.localeCompare(right, "en"),
  );
  writeFileSync(file, `${JSON.stringify({ ...measured, rules: Object.fromEntries(all) }, null, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true });
}
