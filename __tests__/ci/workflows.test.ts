import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SBOM_FILE } from "../../audit/contents/image-sbom";
import { ci } from "../../environments/schema/ci";
import { environmentWith, synthApp } from "../support/synth-app";

const root = join(__dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const files = readdirSync(join(root, ".github", "workflows"));
const workflow = (file: string) => read(".github", "workflows", file);
const variablesOf = (text: string) => [...text.matchAll(/\bvars\.(\w+)/g)].map(([, name = ""]) => name);

describe.each(files)("%s", (file) => {
  test("pins each action to a commit, and says which version that is", () => {
    const actions = [...workflow(file).matchAll(/uses: (.+)/g)].map(([, action = ""]) => action);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("knows no secret, and rights of the token only where a job asks for them", () => {
    expect(workflow(file)).not.toMatch(/\bsecrets\b/);
    expect(workflow(file)).toMatch(/^permissions: \{\}$/m);
  });

  test("uses variables that ci.md explains", () => {
    for (const name of variablesOf(workflow(file))) expect(read("docs", "ci.md")).toContain(`\`${name}\``);
  });
});

test("one version of each action serves all workflows", () => {
  const pins = new Map<string, Set<string>>();
  for (const [, action = "", pin = ""] of files.flatMap((file) => [...workflow(file).matchAll(/uses: (\S+)@(\S+)/g)])) {
    pins.set(action, (pins.get(action) ?? new Set()).add(pin));
  }
  for (const [action, versions] of pins) expect([...versions], action).toHaveLength(1);
});

test("only plan, drift and deploy may ask for a token of AWS", () => {
  const asking = files.filter((file) => workflow(file).includes("id-token: write"));
  expect(asking).toEqual(["deploy.yml", "drift.yml", "plan.yml"]);
});

test("deploy runs on the branch that the apply role trusts, with a token whose subject is that branch", () => {
  const { branch } = ci.parse({ repository: "example/site" });
  expect(workflow("deploy.yml")).toContain(`branches: [${branch}]`);
  expect(workflow("deploy.yml")).not.toMatch(/^ +environment:/m);
  expect(workflow("deploy.yml")).not.toContain("pull_request");
});

test("attest signs the SBOM of the image that was deployed, with the role that reads, and may write attestations only", async () => {
  const [deploy = "", attest = ""] = workflow("deploy.yml").split(/^ {2}attest:$/m);
  expect(attest).toMatch(/^ {4}needs: deploy$/m);
  expect(variablesOf(attest)).not.toContain("AWS_APPLY_ROLE_ARN");
  const rights = [...attest.matchAll(/^ {6}(\S+: write)/gm)].map(([, right]) => right);
  expect(rights).toEqual(["id-token: write", "attestations: write"]);
  expect(deploy).not.toContain("attestations");
  const { image = { json: "" } } = await synthApp(environmentWith());
  for (const [, output = ""] of deploy.matchAll(/output -raw (\w+)/g)) {
    expect(Object.keys(JSON.parse(image.json).output)).toContain(output);
  }
  expect(attest).toContain(`docker cp image:${SBOM_FILE} `);
});

test("drift runs on the branch's schedule alone, reads with the role that plans, and writes issues only", () => {
  expect(workflow("drift.yml")).toMatch(/^on:\n {2}schedule:\n[\s\S]* {2}workflow_dispatch:\npermissions/m);
  expect(variablesOf(workflow("drift.yml"))).not.toContain("AWS_APPLY_ROLE_ARN");
  const rights = [...workflow("drift.yml").matchAll(/^ {6}(\S+: write)/gm)].map(([, right]) => right);
  expect(rights).toEqual(["id-token: write", "issues: write"]);
});

test("plan runs for pull requests of the repository itself, with the role that reads", () => {
  expect(workflow("plan.yml")).toMatch(/^on:\n {2}pull_request:\n\w/m);
  expect(workflow("plan.yml")).toContain("head.repo.full_name == github.repository");
  expect(variablesOf(workflow("plan.yml"))).not.toContain("AWS_APPLY_ROLE_ARN");
});
