import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  deploymentOrder,
  isolateLocalStates,
  protections,
  resourceCount,
  type Stack,
  selectStacks,
} from "../../../rehearsal/run/stacks";

function stack(name: string, dependencies: string[] = [], local = false): Stack {
  const backend: Record<string, Record<string, unknown>> = local
    ? { local: { path: `/elsewhere/terraform.${name}.tfstate` } }
    : { s3: { bucket: "state" } };
  return { name, dependencies, directory: "", json: { terraform: { backend } } };
}
const names = (stacks: readonly { name: string }[]) => stacks.map(({ name }) => name);

test("puts the state store first and each stack after its dependencies", () => {
  const stacks = [stack("dev-service", ["dev-network"]), stack("dev-network", []), stack("dev-state", [], true)];
  expect(names(deploymentOrder(stacks))).toEqual(["dev-state", "dev-network", "dev-service"]);
});

test("names the stacks that depend on each other in a circle", () => {
  expect(() => deploymentOrder([stack("a", ["b"]), stack("b", ["a"])])).toThrow("in a circle: a, b");
});

const all = [
  stack("dev-state", [], true),
  stack("dev-network"),
  stack("dev-data", ["dev-network"]),
  stack("dev-image"),
];

test("selects a stack with what it needs, by its full name or its last part", () => {
  expect(names(selectStacks(all, "dev-data"))).toEqual(["dev-state", "dev-network", "dev-data"]);
  expect(names(selectStacks(all, "image"))).toEqual(["dev-state", "dev-image"]);
  expect(selectStacks(all, undefined)).toHaveLength(4);
});

test("lists the stacks when the one asked for is not there", () => {
  expect(() => selectStacks(all, "dat")).toThrow(
    'no stack "dat"; there are: dev-state, dev-network, dev-data, dev-image',
  );
});

test("never touches the state file that the app names", () => {
  const directory = mkdtempSync(join(tmpdir(), "stacks-"));
  try {
    const local = { ...stack("dev-state", [], true), directory };
    isolateLocalStates([local], join(directory, "states"));
    const written = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8"));
    expect(written.terraform.backend.local.path).toBe(join(directory, "states", "terraform.dev-state.tfstate"));
    expect(local.json).toEqual(written);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("a stack whose state is in the bucket that it makes begins a rehearsal with a file, and first", () => {
  const directory = mkdtempSync(join(tmpdir(), "stacks-"));
  const backend = { s3: { bucket: "site-state", key: "dev-state.tfstate" } };
  const json = { terraform: { backend }, resource: { aws_s3_bucket: { Store: { bucket: "site-state" } } } };
  try {
    const store = { ...stack("dev-state"), directory, json };
    expect(names(deploymentOrder([stack("dev-network"), store]))).toEqual(["dev-state", "dev-network"]);
    isolateLocalStates([store], join(directory, "states"));
    expect(store.json.terraform.backend).toEqual({ local: { path: join(directory, "states", "dev-state.tfstate") } });
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test("finds what would stop a destroy", () => {
  const json = {
    resource: {
      aws_s3_bucket: { B: { lifecycle: { prevent_destroy: true } } },
      aws_lb: { L: { enable_deletion_protection: true } },
      aws_db_instance: { D: { deletion_protection: true }, E: { deletion_protection: false } },
    },
  };
  expect(protections({ json })).toEqual({
    preventDestroy: ["aws_s3_bucket.B"],
    deletionProtection: ["aws_lb.L", "aws_db_instance.D"],
  });
  expect(resourceCount({ json })).toBe(4);
});
