import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { App, Aspects, DataResource, Fn, S3Backend, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { applyRules, findProblems, RefusedByAws, synthesize, waive } from "../../rules";

let outdir: string;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "rules-"));
});

afterEach(() => {
  rmSync(outdir, { recursive: true });
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

function stack(app: App, id: string): TerraformStack {
  const made = new TerraformStack(app, id);
  new AwsProvider(made, "Aws", { region: "eu-west-1" });
  return made;
}

const file = (id: string): string => join(outdir, "stacks", id, "cdk.tf.json");

test("all problems of all stacks stand in one message without a stack trace, and the exit code is 1", () => {
  const printed = vi.spyOn(console, "error").mockReturnValue();
  const app = new App({ outdir });
  new EcrRepository(new Construct(stack(app, "first"), "Registry"), "Resource", { name: "WordPress" });
  new SecretsmanagerSecret(stack(app, "second"), "Secret", { name: "word press", recoveryWindowInDays: 3 });
  new KmsAlias(stack(app, "third"), "Alias", {
    name: Fn.lower(new TerraformVariable(app.node.findChild("third"), "Name", {}).stringValue),
    targetKeyId: "x",
  });
  synthesize(app);
  expect(process.exitCode).toBe(1);
  expect(printed).toHaveBeenCalledTimes(2);
  const [[unjudged], [message]] = printed.mock.calls.map((call) => call.map(String)) as [[string], [string]];
  expect(message).toContain("problems: 3");
  expect(message).toMatch(
    /aws_ecr_repository\.Registry_\w+ \(stack first\): name = "WordPress"\n {5}repository-name: .*\n {5}fix: Write the name in lowercase\./,
  );
  expect(message).toContain("recovery_window_in_days = 3");
  expect(unjudged).toMatch(/^The rules could not judge 1 value .*; UNJUDGED=1 lists them/);
  expect(message).not.toMatch(/^\s+at .*:\d+:\d+/m);
});

test("a refused app leaves nothing to deploy, not even of an earlier synth", () => {
  vi.spyOn(console, "error").mockReturnValue();
  const build = (name: string): void => {
    const app = new App({ outdir });
    stack(app, "first");
    new EcrRepository(stack(app, "second"), "Repository", { name });
    synthesize(app);
  };
  build("wordpress");
  expect([file("first"), file("second"), join(outdir, "manifest.json")].map(existsSync)).toEqual([true, true, true]);
  expect(process.exitCode).toBeUndefined();
  build("WordPress");
  expect([file("first"), file("second"), join(outdir, "manifest.json")].map(existsSync)).toEqual([false, false, false]);
});

test("an error that is not of the rules is thrown, and leaves nothing to deploy either", () => {
  const app = new App({ outdir });
  const made = stack(app, "only");
  made.node.addValidation({ validate: () => ["broken otherwise"] });
  expect(() => synthesize(app)).toThrow("broken otherwise");
  expect(existsSync(join(outdir, "manifest.json"))).toBe(false);
});

test("a Terraform that is not there is said in one line", () => {
  vi.stubEnv("PATH", "/no/such");
  const app = new App({ outdir });
  new DataResource(stack(app, "only"), "AsksForTheVersion");
  expect(() => synthesize(app)).toThrow(/^terraform does not run, which cdktf asks for its version: run .\/setup.sh$/);
});

test("Testing.synth runs the rules when it runs validations", () => {
  const app = Testing.app({ outdir });
  const made = stack(app, "only");
  new EcrRepository(made, "Repository", { name: "WordPress" });
  applyRules(app);
  expect(() => Testing.synth(made, true)).toThrow(RefusedByAws);
  expect(() => Testing.synth(made)).not.toThrow();
});

test("what an aspect changes in a later stack is checked too", () => {
  const app = new App({ outdir });
  stack(app, "first");
  const second = stack(app, "second");
  new EcrRepository(second, "Repository", { name: "wordpress" });
  const visit = (node: IConstruct): void => {
    if (node instanceof EcrRepository) node.name = "WordPress";
  };
  Aspects.of(second).add({ visit });
  applyRules(app);
  expect(() => app.synth()).toThrow('name = "WordPress"');
});

test("warnings are printed and do not stop synth", () => {
  const printed = vi.spyOn(console, "error").mockReturnValue();
  const app = new App({ outdir });
  const made = stack(app, "only");
  made.addOverride("resource.aws_security_group.Group", { vpc_id: "vpc-0a1b2c3d" });
  synthesize(app);
  expect(process.exitCode).toBeUndefined();
  expect(String(printed.mock.calls[0]?.[0])).toContain("security-group-replacement");
  expect(existsSync(file("only"))).toBe(true);
});

test("a waived rule lets its construct pass, and the reason stands in the synthesized JSON", () => {
  const app = new App({ outdir });
  const made = stack(app, "only");
  const registry = new Construct(made, "Registry");
  new EcrRepository(registry, "Resource", { name: "WordPress" });
  waive(registry, "repository-name", "imported from a registry that allows capitals");
  synthesize(app);
  expect(process.exitCode).toBeUndefined();
  const [json] = Object.values(JSON.parse(readFileSync(file("only"), "utf8")).resource.aws_ecr_repository);
  expect(json).toMatchObject({
    "//": { waived: { "repository-name": "imported from a registry that allows capitals" } },
  });
  expect(findProblems(app).waived).toMatchObject([{ reason: "imported from a registry that allows capitals" }]);
});

test("a waiver is for its construct and its rule alone", () => {
  const app = new App({ outdir });
  const made = stack(app, "only");
  const waived = new SecretsmanagerSecret(made, "Waived", { name: "word press", recoveryWindowInDays: 3 });
  new SecretsmanagerSecret(made, "Other", { name: "other words" });
  waive(waived, "secret-name", "because");
  const problems = findProblems(app).problems.map(({ rule, resource }) => `${resource.constructPath} ${rule.id}`);
  expect(problems.sort()).toEqual(["only/Other secret-name", "only/Waived secret-recovery-window"]);
});

test("a rule about the state is waived on the stack", () => {
  const app = new App({ outdir });
  const made = stack(app, "only");
  new S3Backend(made, { bucket: "state", key: "only.tfstate", region: "eu-west-1" });
  expect(findProblems(app).problems.map(({ rule }) => rule.id)).toEqual(["state-lock"]);
  waive(made, "state-lock", "one person deploys");
  expect(findProblems(app)).toMatchObject({ problems: [], waived: [{ reason: "one person deploys" }] });
});

test.each([
  ["an unknown rule", "no-such-rule", "because", 'rule must be an id of docs/rules.md, got "no-such-rule"'],
  ["no reason", "secret-name", " ", "the reason to waive secret-name must be a written text"],
])("a waiver with %s is an error", (_, rule, reason, message) => {
  const secret = new SecretsmanagerSecret(stack(new App({ outdir }), "only"), "Secret", { name: "x" });
  expect(() => waive(secret, rule, reason)).toThrow(message);
});

test("a waiver of a construct without resources is an error", () => {
  const empty = new Construct(stack(new App({ outdir }), "only"), "Empty");
  expect(() => waive(empty, "secret-name", "because")).toThrow(
    "only/Empty: waive secret-name after the construct has its resources",
  );
});
