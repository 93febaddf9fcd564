import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsProviderVersions, findProviderMirror } from "./support/provider-mirror";
import { type Measurement, measureRules } from "./support/rule-measurement";

const mirror = findProviderMirror();
const committed: Omit<Measurement, "refusedNearMisses"> = JSON.parse(
  readFileSync(join(__dirname, "../../rules/measured.json"), "utf8"),
);
const newest = mirror && awsProviderVersions(mirror).at(-1);

if (!mirror)
  console.warn(
    "rules against the real provider: skipped, no filesystem mirror holds hashicorp/aws (TF_PROVIDER_MIRROR names one)",
  );

describe.skipIf(!mirror)("the fixtures of the rules, run through the real provider", () => {
  const directory = mkdtempSync(join(tmpdir(), "rules-provider-"));
  let measured: Measurement;

  beforeAll(() => {
    measured = measureRules(directory, mirror ?? "", { planNearMisses: false });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test("hold near misses that the provider takes", () => {
    expect(measured.refusedNearMisses).toEqual({});
  });

  test("are what most rules are for: neither validate nor plan finds the mistake", () => {
    const silent = Object.values(measured.rules).filter(({ validate, plan }) => validate === "none" && plan === "none");
    expect(silent.length).toBeGreaterThan(100);
  });

  test.skipIf(newest !== committed.provider)("say what docs/rules.md says that Terraform finds", () => {
    expect(measured.rules).toEqual(committed.rules);
  });
});
