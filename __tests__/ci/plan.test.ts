import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const root = join(__dirname, "..", "..");

/** Answers as Terraform does, by the stack's name; notes how it was called. */
const TERRAFORM = `#!/usr/bin/env bash
stack=$(basename "\${1#-chdir=}")
echo "$stack $2" >>"$CALLS"
[ "$2" = show ] && cat "$(dirname "$0")/../plan.json"
[ "$2" = plan ] || exit 0
case $stack in
  *-network) echo "No changes." ;;
  *-data) echo "Plan: 1 to add, 0 to change, 0 to destroy." && exit 2 ;;
  *-refused) echo "Plan: 1 to add, 0 to change, 0 to destroy." && exit 2 ;;
  *) echo "Error: something" >&2 && exit 1 ;;
esac
`;

/** Runs the command that reads plans for real; the rules refuse the plan of a stack whose name says so, and one stack left the app. */
const NPM = `#!/usr/bin/env bash
echo "npm $*" | sed "s#/[^ ]*/##g" >>"$CALLS"
case $3 in
  changes) shift 4 && exec node --import ${join(root, "node_modules/tsx/dist/loader.mjs")} ${join(root, "terraform/changes-cli.ts")} "$@" ;;
  cost)
    [ -n "$COSTS" ] || exit 1
    echo "**Costs**: $COSTS" && exit 0 ;;
  leftovers)
    [ -z "$LEFT" ] && echo "no stack has left the app" && exit 0
    echo "shop-edge is no longer in the app, and its 30 resources are still there"
    echo "  to end it: terraform apply" && exit 0 ;;
esac
case $* in *-refused.json*) echo "AWS would refuse this plan in 1 places" && exit 1 ;; esac
echo "0 problems; 3 values are known only after the apply, so nobody judged them"
`;

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "plan-"));
  mkdirSync(join(project, ".ci"));
  mkdirSync(join(project, "bin"));
  copyFileSync(join(root, ".ci", "plan"), join(project, ".ci", "plan"));
  writeFileSync(join(project, "bin", "terraform"), TERRAFORM);
  writeFileSync(join(project, "bin", "npm"), NPM);
  chmodSync(join(project, "bin", "npm"), 0o755);
  writeFileSync(join(project, "plan.json"), '{"planned_values":{}}');
  chmodSync(join(project, "bin", "terraform"), 0o755);
});
afterEach(() => rmSync(project, { recursive: true }));

let left: string;
let base: string;
let costs: string;
beforeEach(() => {
  [left, base, costs] = ["", "", ""];
});

function plan(...stacks: string[]) {
  for (const stack of stacks) mkdirSync(join(project, "cdktf.out", "stacks", stack), { recursive: true });
  const file = (name: string) => join(project, name);
  for (const name of ["calls", "summary"]) writeFileSync(file(name), "");
  const { status, stderr } = spawnSync(file(".ci/plan"), {
    encoding: "utf8",
    env: {
      PATH: `${file("bin")}:${process.env.PATH}`,
      CALLS: file("calls"),
      GITHUB_STEP_SUMMARY: file("summary"),
      RUNNER_TEMP: project,
      LEFT: left,
      BASE: base,
      COSTS: costs,
    },
  });
  const calls = readFileSync(file("calls"), "utf8").trim().split("\n");
  return { status, stderr, calls, summary: readFileSync(file("summary"), "utf8") };
}

test("each stack is planned but those of the state and the account, and the summary says what changes", () => {
  const { status, calls, summary } = plan("shop-account", "shop-data", "shop-network", "shop-state");
  expect(status).toBe(0);
  expect(calls).toEqual([
    ...["init", "plan", "show"].map((command) => `shop-data ${command}`),
    ...["init", "plan", "show"].map((command) => `shop-network ${command}`),
    ...["changes", "rules"].map((command) => `npm run --silent ${command} -- shop-data.json shop-network.json`),
    "npm run --silent leftovers",
  ]);
  expect(summary).toContain("<b>rules on planned values</b>: 0 problems; 3 values");
  expect(summary).toContain("<b>shop-data</b>: Plan: 1 to add, 0 to change, 0 to destroy.");
  expect(summary).toContain("<b>shop-network</b>: no changes");
});

test("a stack that cannot be planned fails the run after the others were planned", () => {
  const { status, stderr, calls, summary } = plan("shop-image", "shop-network");
  expect(status).toBe(1);
  expect(stderr).toContain("plan: failed for shop-image");
  expect(calls).toContain("shop-network plan");
  expect(summary).toContain("<b>shop-image</b>: failed");
  expect(summary).toContain("Error: something");
});

test("nothing synthesized is a failure that says so", () => {
  const { status, stderr } = plan();
  expect(status).toBe(1);
  expect(stderr).toContain("run npx cdktf synth first");
});

test("data that would be replaced or destroyed are named before the plans", () => {
  const change = (type: string, actions: string[], ...replace_paths: string[][]) => ({
    ...{ address: `${type}.X`, type, change: { actions, replace_paths } },
  });
  const resource_changes = [
    change("aws_ecs_service", ["delete", "create"], ["launch_type"]),
    change("aws_db_instance", ["delete", "create"], ["db_name"]),
    change("aws_efs_file_system", ["delete"]),
  ];
  writeFileSync(join(project, "plan.json"), JSON.stringify({ planned_values: {}, resource_changes }));
  const { status, summary } = plan("shop-data");
  expect(status).toBe(0);
  expect(summary.split("\n\n").slice(0, 3)).toEqual([
    "**Data would be lost**: `shop-data: aws_db_instance.X is replaced, since db_name changes`",
    "**Data would be lost**: `shop-data: aws_efs_file_system.X is destroyed`",
    expect.stringContaining("<b>shop-data</b>"),
  ]);
});

test("a pull request's summary has the costs against its base, and a run without them still plans", () => {
  [base, costs] = ["0123abc", "+33.00 against 0123abc"];
  const { calls, summary } = plan("shop-data");
  expect(calls).toContain("npm run --silent cost -- --against 0123abc --format markdown");
  expect(summary).toContain("**Costs**: +33.00 against 0123abc\n");
  costs = "";
  expect(plan("shop-network")).toMatchObject({ status: 0, summary: expect.not.stringContaining("Costs") });
});

test("a stack that left the app is named", () => {
  left = "1";
  const { status, summary } = plan("shop-data");
  expect(status).toBe(0);
  expect(summary.match(/\*\*Left behind.*/g)).toEqual([
    "**Left behind**: shop-edge is no longer in the app, and its 30 resources are still there",
  ]);
});

test("a plan that the rules refuse fails the run, and the summary says why", () => {
  const { status, stderr, summary } = plan("shop-refused");
  expect(status).toBe(1);
  expect(stderr).toContain("AWS would refuse what is planned");
  expect(summary).toContain("AWS would refuse this plan in 1 places");
});
