import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProviderMirror } from "../../../setup/aws-provider/mirror";
import { measureRules } from "./rule-measurement";

/** Writes rules/measured.json: `npx tsx __tests__/real-terraform/support/measure-rules.ts`, then `npm run docs`. */
const mirror = findProviderMirror();
if (!mirror) throw new Error("no filesystem mirror holds hashicorp/aws; set TF_PROVIDER_MIRROR to one");
const directory = mkdtempSync(join(tmpdir(), "measure-rules-"));
try {
  const { refusedNearMisses, ...measured } = measureRules(directory, mirror, { planNearMisses: true });
  for (const [module, errors] of Object.entries(refusedNearMisses)) console.error(`${module}: ${errors.join("; ")}`);
  writeFileSync(join(__dirname, "../../../rules/measured.json"), `${JSON.stringify(measured, null, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true });
}
