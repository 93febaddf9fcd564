import { join } from "node:path";
import { expect, test } from "vitest";
import { readFacts } from "../../audit/facts/facts";
import { checkPolicies, findCheckov } from "../../audit/policy/checkov";
import { withoutComments } from "../../audit/terraform/plain";
import { environmentNames, loadEnvironment } from "../../environments";
import { type SynthesizedStack, synthApp } from "../support/synth-app";

const project = join(__dirname, "../..");
/** Kinds of findings that production accepts; one more needs a better reason than the others. */
const MOST_ACCEPTED = 15;

const stackOf = ({ name, json, dependencies, resource }: SynthesizedStack) => ({
  name,
  dependencies,
  directory: project,
  document: withoutComments(JSON.parse(json)),
  comments: new Map(
    Object.entries(resource).flatMap(([type, byId]) =>
      Object.entries(byId).flatMap(([id, { "//": comment }]) =>
        comment ? [[`${type}.${id}`, comment as ReturnType<typeof withoutComments>] as const] : [],
      ),
    ),
  ),
});

test.skipIf(findCheckov(project) === undefined).each(environmentNames())(
  "the policy check of %s leaves no finding without a reason beside its resource",
  async (name) => {
    const facts = readFacts(Object.values(await synthApp(await loadEnvironment(name))).map(stackOf));
    const result = await checkPolicies(facts, project, new AbortController().signal);
    if (result.kind !== "checked") throw new Error(result.why);
    expect(result.passed).toBeGreaterThan(100);
    const open = result.findings.filter(({ reason }) => reason === undefined);
    expect(open.map(({ check, title, address }) => `${check} ${address}: ${title}`)).toEqual([]);
    const accepted = new Set(result.findings.map(({ check }) => check));
    if (name === "production") expect(accepted.size).toBeLessThanOrEqual(MOST_ACCEPTED);
  },
);
