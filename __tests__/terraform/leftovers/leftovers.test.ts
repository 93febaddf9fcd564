import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { main } from "../../../terraform/leftovers/cli";

const BUCKET = "shop-state";
/** Lists and reads the directory beside it, as the AWS CLI does a bucket. */
const AWS = `#!/usr/bin/env bash
directory=$(dirname "$0")/objects
case "$1 $2" in
  "s3api list-objects-v2") ls "$directory" | node -e 'const lines = require("fs").readFileSync(0, "utf8").trim(); console.log(JSON.stringify(lines ? lines.split("\\n") : null))' ;;
  "s3 cp") cat "$directory/$(basename "$3")" ;;
esac
`;

let project: string;
let said: string[];
let stacks: Record<string, object>;
beforeEach(() => {
  said = [];
  stacks = {};
  project = mkdtempSync(join(tmpdir(), "leftovers-"));
  mkdirSync(join(project, "bin", "objects"), { recursive: true });
  writeFileSync(join(project, "bin", "aws"), AWS);
  chmodSync(join(project, "bin", "aws"), 0o755);
  vi.stubEnv("PATH", `${join(project, "bin")}:${process.env.PATH}`);
  for (const method of ["log", "error"] as const)
    vi.spyOn(console, method).mockImplementation((text) => said.push(text));
  synthesize("shop-state", { local: { path: "shop-state.tfstate" } });
  synthesize("shop-data", {
    s3: { bucket: BUCKET, key: "shop-data.tfstate", region: "eu-west-1", use_lockfile: true },
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(project, { recursive: true });
});

const out = () => join(project, "cdktf.out");

function synthesize(name: string, backend: object): void {
  const directory = join(out(), "stacks", name);
  mkdirSync(directory, { recursive: true });
  const terraform = { backend, required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } } };
  const provider = { aws: [{ region: "eu-west-1", allowed_account_ids: ["111122223333"] }] };
  writeFileSync(join(directory, "cdk.tf.json"), JSON.stringify({ terraform, provider }));
  stacks[name] = { dependencies: [], synthesizedStackPath: `stacks/${name}/cdk.tf.json` };
  writeFileSync(join(out(), "manifest.json"), JSON.stringify({ stacks }));
}

const store = (key: string, resources: object[]) =>
  writeFileSync(join(project, "bin", "objects", key), JSON.stringify({ version: 4, resources }));

const resource = (type: string, alias = "", attributes: object = {}) => ({
  mode: "managed",
  type,
  name: "Main",
  provider: `provider["registry.terraform.io/hashicorp/aws"]${alias}`,
  instances: [{ attributes }],
});

const leftovers = () => main(["--synthesized", out()]);

test("a stack that left the app is named, with the data that it holds, and its end is written", async () => {
  store("shop-data.tfstate", [resource("aws_db_instance")]);
  store("shop-state.tfstate", [resource("aws_s3_bucket")]);
  store("shop-edge.tfstate", [
    resource("aws_cloudfront_distribution"),
    resource("aws_s3_bucket", ".copies", { region: "eu-central-1" }),
    resource("aws_wafv2_web_acl", ".us-east-1"),
    { ...resource("aws_caller_identity"), mode: "data" },
  ]);
  expect(await leftovers()).toBe(0);
  expect(said[0]).toBe(
    "shop-edge is no longer in the app, and its 3 resources are still there, data among them: aws_s3_bucket.Main",
  );
  expect(said[1]).toMatch(/to end it: terraform -chdir=\S+leftovers\/shop-edge init && terraform -chdir=\S+ apply/);
  expect(JSON.parse(readFileSync(join(out(), "leftovers", "shop-edge", "main.tf.json"), "utf8"))).toEqual({
    terraform: {
      backend: { s3: { bucket: BUCKET, key: "shop-edge.tfstate", region: "eu-west-1", use_lockfile: true } },
      required_providers: { aws: { source: "hashicorp/aws", version: "6.25.0" } },
    },
    provider: {
      aws: [
        { region: "eu-west-1", allowed_account_ids: ["111122223333"] },
        { alias: "copies", region: "eu-central-1", allowed_account_ids: ["111122223333"] },
        { alias: "us-east-1", region: "us-east-1", allowed_account_ids: ["111122223333"] },
      ],
    },
  });
});

test("a state without resources, a lock and other objects are no stacks", async () => {
  store("shop-edge.tfstate", []);
  store("shop-data.tfstate.tflock", [resource("aws_vpc")]);
  store("notes.txt", [resource("aws_vpc")]);
  expect(await leftovers()).toBe(0);
  expect(said).toEqual(["no stack has left the app"]);
});

test("an empty bucket has no stack", async () => {
  expect(await leftovers()).toBe(0);
  expect(said).toEqual(["no stack has left the app"]);
});

test("nothing synthesized, and what the AWS CLI refuses, are named", async () => {
  expect(await main(["--synthesized", join(project, "none")])).toBe(1);
  expect(said.at(-1)).toContain("run npx cdktf synth first");
  writeFileSync(join(project, "bin", "aws"), "#!/bin/sh\necho 'Unable to locate credentials' >&2; exit 253\n");
  expect(await leftovers()).toBe(1);
  expect(said.at(-1)).toBe("aws s3api list-objects-v2: Unable to locate credentials");
});
