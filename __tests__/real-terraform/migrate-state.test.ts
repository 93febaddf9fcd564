import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { AwsClient } from "../../rehearsal/state-backend/aws-client";
import { Moto } from "../../rehearsal/state-backend/moto";
import { main } from "../../terraform/own-state/cli";

const REGION = "eu-west-1";
const TABLE = "site-state-lock";

let directory: string;
let buckets = 0;
/** One a test: the table of the locks remembers what lay in it. */
let bucket: string;
let moto: Moto;
let aws: AwsClient;
let said: string[];
beforeAll(async () => {
  const projectDirectory = join(__dirname, "..", "..");
  moto = await Moto.start({ projectDirectory, logFile: join(mkdtempSync(join(tmpdir(), "moto-")), "log") });
  aws = new AwsClient(moto.endpoint, REGION);
  await aws.createTable(TABLE, "LockID");
});
afterAll(() => moto.stop());

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "migrate-"));
  bucket = `site-state-${++buckets}`;
  await aws.createBucket(bucket);
  said = [];
  const say = (text: unknown) => said.push(String(text));
  vi.spyOn(console, "log").mockImplementation(say);
  vi.spyOn(console, "error").mockImplementation(say);
  const env = { AWS_ENDPOINT_URL: moto.endpoint, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  for (const [name, value] of Object.entries({ ...env, AWS_EC2_METADATA_DISABLED: "true" })) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const s3 = (key: string) => ({
  s3: { bucket, key, region: REGION, dynamodb_table: TABLE, use_lockfile: true },
});

/** Writes what cdktf would: the stack of the state, and one that keeps its state in the bucket. */
function synthesize(own: "file" | "bucket"): void {
  const backend = own === "bucket" ? s3("site-state.tfstate") : { local: { path: "../../../site-state.tfstate" } };
  const stacks = {
    "site-state": { terraform: { backend }, resource: { aws_s3_bucket: { Store: { bucket } } } },
    "site-network": { terraform: { backend: s3("site-network.tfstate") } },
  };
  const manifest = Object.fromEntries(
    Object.entries(stacks).map(([name, json]) => {
      const folder = join(directory, "cdktf.out", "stacks", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
      return [name, { name, dependencies: [], synthesizedStackPath: `stacks/${name}/cdk.tf.json` }];
    }),
  );
  writeFileSync(join(directory, "cdktf.out", "manifest.json"), JSON.stringify({ stacks: manifest }));
}

const file = () => join(directory, "site-state.tfstate");
const resource = (value: string) => ({
  mode: "managed",
  type: "terraform_data",
  name: "Store",
  provider: 'provider["terraform.io/builtin/terraform"]',
  instances: [{ schema_version: 0, attributes: { id: "d1", input: { value, type: "string" } } }],
});
/** Writes the file as Terraform would, changed `serial` times since its origin. */
function writeState(serial: number, lineage = "3f2a"): void {
  const state = { version: 4, terraform_version: "1.11.0", serial, lineage, outputs: {} };
  writeFileSync(file(), JSON.stringify({ ...state, resources: [resource(`${lineage}-${serial}`)] }));
}
const migrate = (...args: string[]) => main([...args, "--synthesized", join(directory, "cdktf.out")]);
const stored = async () => JSON.parse(await aws.object(bucket, "site-state.tfstate"));
const inBucket = async () => (await stored()).resources[0].instances[0].attributes.input.value;

test("moves the state into the bucket, keeps the file beside, and is done the second time; and all of it back", async () => {
  synthesize("bucket");
  writeState(3);
  const note = join(directory, "cdktf.out", "stacks", "site-state", ".terraform", "terraform.tfstate");
  mkdirSync(join(note, ".."), { recursive: true });
  writeFileSync(note, "{}");

  expect([await migrate(), said]).toEqual([
    0,
    [expect.stringContaining("the state is in the bucket; its file is kept")],
  ]);
  expect(await inBucket()).toBe("3f2a-3");
  expect(readdirSync(directory).sort()).toEqual(["cdktf.out", "site-state.tfstate.3.backup"]);
  expect(existsSync(note)).toBe(false);
  expect(await migrate()).toBe(0);
  expect(said.at(-1)).toContain("in the bucket already");

  synthesize("file");
  expect(await migrate("--back")).toBe(0);
  expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual(await stored());
  expect(await migrate("--back")).toBe(0);
  expect(said.at(-1)).toContain("already");
  expect(await aws.items(TABLE)).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ Info: expect.anything() })]),
  );
});

test("a state that was changed in its file after it came back goes over the copy in the bucket; one that is older does not", async () => {
  synthesize("bucket");
  writeState(3);
  await migrate();
  const { lineage, serial } = await stored();
  writeState(serial + 2, lineage);
  expect(await migrate()).toBe(0);
  expect(await inBucket()).toBe(`${lineage}-${serial + 2}`);
  writeState(serial + 1, lineage);
  expect(await migrate()).toBe(0);
  expect(await inBucket()).toBe(`${lineage}-${serial + 2}`);
});

test("what was interrupted between bucket and file goes on", async () => {
  synthesize("bucket");
  writeState(3);
  await migrate();
  writeState(3);
  expect(await migrate()).toBe(0);
  expect(existsSync(file())).toBe(false);
});

test("a state of another origin is touched by neither way", async () => {
  synthesize("bucket");
  writeState(3);
  await migrate();
  writeState(9, "other");
  expect(await migrate()).toBe(1);
  expect(said.at(-1)).toContain("hold different states of different origins (lineage other and ");
  synthesize("file");
  expect(await migrate("--back")).toBe(1);
  expect(JSON.parse(readFileSync(file(), "utf8"))).toMatchObject({ lineage: "other" });
  expect(await inBucket()).toBe("3f2a-3");
});

test("a setting that says otherwise, and a state that is nowhere, are named", async () => {
  synthesize("file");
  expect(await migrate()).toBe(1);
  expect(said.at(-1)).toBe(
    'site-state keeps its state in the file: write state.own: "bucket" into the environment file first',
  );
  synthesize("bucket");
  expect(await migrate()).toBe(1);
  expect(said.at(-1)).toContain("the bucket has no state either");
  expect(await migrate("--sideways")).toBe(2);
  expect(await migrate("--help")).toBe(0);
});
