import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsProviderVersions, findProviderMirror } from "../../setup/aws-provider/mirror";
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

/** The provider takes minutes for all of them, which `measure-rules.ts` asks it for. */
const EVERY = 5;

describe.skipIf(!mirror)("the fixtures of every fifth rule, run through the real provider", () => {
  const directory = mkdtempSync(join(tmpdir(), "rules-provider-"));
  let measured: Measurement;

  beforeAll(() => {
    measured = measureRules(directory, mirror ?? "", { planNearMisses: false, every: EVERY });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test("hold near misses that the provider takes", () => {
    expect(measured.refusedNearMisses).toEqual({});
  });

  test("are what most rules are for: neither validate nor plan finds the mistake", () => {
    const silent = Object.values(measured.rules).filter(({ validate, plan }) => validate === "none" && plan === "none");
    expect(silent.length).toBeGreaterThan(Object.keys(measured.rules).length / 2);
  });

  test.skipIf(newest !== committed.provider)("say what docs/rules.md says that Terraform finds", () => {
    expect(committed.rules).toMatchObject(measured.rules);
  });
});
