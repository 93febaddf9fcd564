import { randomUUID } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Effect } from "../../rehearsal/provider-double/effect";
import { Rehearsal } from "../../rehearsal/rehearsal";
import { Reporter } from "../../rehearsal/run/reporter";
import { type OnLine, RehearsedApp, signalAt } from "./support/rehearsed-app";

let fixture: RehearsedApp;
let app: string;

beforeEach(() => {
  fixture = new RehearsedApp();
  app = fixture.directory;
});
afterEach(() => fixture.remove());

const rehearse = (args: string[], env: Record<string, string> = {}, onLine?: OnLine) =>
  fixture.run(["rehearse", ...args], env, onLine);

test("deploys an app, plans nothing again, shows outputs and destroys to empty states", async () => {
  const { code, output } = await rehearse([]);
  expect(output).toContain("doubles instead of the real providers: hashicorp/aws 6.25.0, kreuzwerker/docker 3.6.2");
  expect(output.match(/rehearsed, second plan empty/g)).toHaveLength(4);
  expect(output).toMatch(/PeerArn = arn:aws:ec2:us-west-2:210987654321:vpc\/vpc-[0-9a-f]{17}/);
  expect(output).toContain("Hidden = (sensitive)");
  expect(output.match(/its state is empty/g)).toHaveLength(4);
  expect(output).toContain("AWS would refuse until deletion protection is off: aws_db_instance.Database");
  expect(output).toContain("prevent_destroy was lifted in the rehearsed copy for aws_s3_bucket.Bucket");
  expect(output).toContain("nothing was deployed to AWS");
  expect(code).toBe(0);
  expect(readdirSync(app).filter((file) => file.endsWith(".tfstate"))).toEqual([]);
  expect(fixture.processes()).toEqual([]);
});

test("refuses an attribute that the provider does not have, and a value of the wrong type", async () => {
  const { code, output } = await rehearse(["--stack", "network"], {
    FIXTURE_WRONG_ATTRIBUTE: "1",
    FIXTURE_WRONG_TYPE: "1",
  });
  expect(code).toBe(1);
  expect(output).toContain('No argument or block type is named "cidr_blok"');
  expect(output).toMatch(/Incorrect attribute value type|a bool is required/);
  expect(fixture.processes()).toEqual([]);
});

test("judges the values that Terraform has worked out", async () => {
  const { code, output } = await rehearse(["--stack", "data"], { FIXTURE_REFUSED: "1" });
  expect(code).toBe(1);
  expect(output).toMatch(/aws_security_group\.Group\w* \(stack fixture-data\): name_prefix = "sg-"/);
  expect(output).toContain("rules on planned values: 1 problems; 0 values");
});

test("shows what the app itself refuses, without a stack trace", async () => {
  const { code, output } = await rehearse([], { FIXTURE_BREAKS: "1" });
  expect(code).toBe(1);
  expect(output).toContain("environments/wrong.ts: cidr must be a /16, got /8");
  expect(output).not.toMatch(/^\s+at /m);
});

test.each([
  ["SIGINT", "fixture-state: rehearsed"],
  ["SIGTERM", "Synthesizing"],
] as const)("%s at '%s' leaves no process, no lock and no socket", async (signal, moment) => {
  const { code, output } = await rehearse([], {}, signalAt(moment, signal));
  expect(output).toContain("stopping");
  expect(code).toBe(130);
  expect(existsSync(join(app, ".rehearsal/locks/dev"))).toBe(false);
  expect(fixture.processes()).toEqual([]);
  expect(fixture.socketDirectories()).toEqual([]);
});

test("after a killed run the next one works, and without Docker the rehearsal alone", async () => {
  await rehearse([], {}, signalAt("fixture-state: rehearsed", "SIGKILL"));
  expect(existsSync(join(app, ".rehearsal/locks/dev"))).toBe(true);
  expect(fixture.socketDirectories()).toHaveLength(1);
  await vi.waitFor(() => expect(fixture.processes()).toEqual([]), { timeout: 60_000, interval: 500 });

  const { code, output } = await fixture.run(["start"], { DOCKER_HOST: `unix://${join(app, "nobody.sock")}` });
  expect(output).toMatch(/^Docker does not answer .*: start it, or run \.\/setup\.sh$/m);
  expect(output).toContain("rehearsing the deployment alone");
  expect(output).toContain("nothing was deployed to AWS");
  expect(code).toBe(0);
  expect(fixture.socketDirectories()).toEqual([]);
});

test("locks the state while it works, in the table and in the bucket", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let reached = () => {};
  const inApply = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const slowVpc: Effect = {
    type: "aws_vpc",
    async create() {
      reached();
      await held;
      return undefined;
    },
  };
  const rehearsal = await Rehearsal.open({
    projectDirectory: app,
    directory: join(app, ".rehearsal/test"),
    stack: "network",
    reporter: new Reporter({ write: () => true }),
    effects: [slowVpc],
  });
  try {
    const stacks = await rehearsal.synth();
    const deployed = rehearsal.deploy();
    deployed.catch(() => undefined);
    await inApply;
    const aws = rehearsal.aws.in("eu-west-1");
    const locks = (await aws.items("fixture-terraform-locks")).filter((item) => "Info" in item);
    expect(locks).toHaveLength(1);
    expect(await aws.keys("fixture-terraform-state")).toContain("network.tfstate.tflock");
    const network = stacks.find(({ name }) => name === "fixture-network");
    const { code, output } = await rehearsal.world.processes.run("terraform", ["plan", "-no-color"], {
      cwd: network?.directory ?? "",
      env: rehearsal.environment,
    });
    expect(code).toBe(1);
    expect(output).toContain("Error acquiring the state lock");
    release();
    await deployed;
    expect((await aws.items("fixture-terraform-locks")).filter((item) => "Info" in item)).toEqual([]);
    expect(await aws.keys("fixture-terraform-state")).toEqual(["network.tfstate"]);
    await rehearsal.destroy();
  } finally {
    release();
    await rehearsal.close();
  }
});

test("a lock of its own that an answer never came for is released, in a deployment and in a plan", async () => {
  const rehearsal = await Rehearsal.open({
    projectDirectory: app,
    directory: join(app, ".rehearsal/test"),
    stack: "network",
    reporter: new Reporter({ write: () => true }),
  });
  const locks = async () =>
    (await rehearsal.aws.in("eu-west-1").items("fixture-terraform-locks")).filter((item) => "Info" in item);
  /** As the table stands when its answer to a lock got lost: the record is there, and the file in the bucket was taken back. */
  const lock = async () => {
    const path = "fixture-terraform-state/network.tfstate";
    const info = { ID: randomUUID(), Operation: "OperationTypePlan", Path: path, Created: new Date().toISOString() };
    const response = await fetch(String(rehearsal.environment.AWS_ENDPOINT_URL), {
      method: "POST",
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=rehearsal/20260101/eu-west-1/dynamodb/aws4_request",
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.PutItem",
      },
      body: JSON.stringify({
        TableName: "fixture-terraform-locks",
        Item: { LockID: { S: path }, Info: { S: JSON.stringify(info) } },
      }),
    });
    expect(response.status).toBe(200);
    expect(await locks()).toHaveLength(1);
  };
  try {
    await rehearsal.synth();
    await rehearsal.deploy();
    await lock();
    await rehearsal.expectNoChanges();
    expect(await locks()).toEqual([]);
    await lock();
    await rehearsal.deploy();
    expect(await locks()).toEqual([]);
    await rehearsal.destroy();
  } finally {
    await rehearsal.close();
  }
});
