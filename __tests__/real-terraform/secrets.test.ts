import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change, Effect } from "../../rehearsal/provider-double/effect";
import { Rehearsal } from "../../rehearsal/rehearsal";
import { Reporter } from "../../rehearsal/run/reporter";
import { anchors } from "../docs/support/markdown";

const execute = promisify(execFile);
const project = join(__dirname, "../..");
/** Generated values are longer than anything else that a secret holds, such as a user's name. */
const GENERATED = /^[A-Za-z0-9]{32,}$/;

let directory: string;
const lines: string[] = [];
let rehearsal: Rehearsal;
/** Passwords that the database was given, in order. */
const passwords: unknown[] = [];

const noteThePassword = async ({ config }: Change): Promise<undefined> => {
  passwords.push(config.password_wo);
};
const database: Effect = { type: "aws_db_instance", create: noteThePassword, update: noteThePassword };

/** The environment `production` with a version of its secrets; the file's name is the environment's. */
function writeEnvironment(version: number, more = ""): string {
  const file = join(directory, "production.ts");
  const base = JSON.stringify(join(project, "environments/production.ts"));
  writeFileSync(
    file,
    `import production from ${base};\nexport default { ...production, secrets: { version: ${version} }, ${more} };\n`,
  );
  return file;
}

/** Every generated value in Secrets Manager now, by its secret and key. */
function generatedValues(): Record<string, string> {
  const { inventory, secrets } = rehearsal.world;
  const entries = inventory.all("aws_secretsmanager_secret").flatMap(({ arn, name }) =>
    Object.entries(JSON.parse(secrets.get(String(arn))) as Record<string, string>)
      .filter(([, value]) => GENERATED.test(value))
      .map(([key, value]): [string, string] => [`${name} ${key}`, value]),
  );
  return Object.fromEntries(entries);
}

/** The text of every state: of the state store in files, of all other stacks in S3, each in its current version. */
async function states(): Promise<Record<string, string>> {
  const aws = rehearsal.aws.in("eu-west-1");
  const [bucket] = rehearsal.world.inventory
    .all("aws_s3_bucket")
    .filter(({ bucket: name }) => /-state-/.test(String(name)));
  const name = String(bucket?.bucket);
  const remote = (await aws.keys(name)).map(
    async (key): Promise<[string, string]> => [key, await aws.object(name, key)],
  );
  const local = readdirSync(join(directory, "out/states")).map((file): [string, string] => [
    file,
    readFileSync(join(directory, "out/states", file), "utf8"),
  ]);
  return Object.fromEntries([...(await Promise.all(remote)), ...local]);
}

async function expectNoSecretIn(texts: Record<string, string>, values: Record<string, string>): Promise<void> {
  for (const [place, text] of Object.entries(texts)) {
    const found = Object.entries(values).filter(([, value]) => text.includes(value));
    expect(found.map(([secret]) => `${secret} stands in ${place}`)).toEqual([]);
  }
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "secrets-"));
  rehearsal = await Rehearsal.open({
    projectDirectory: project,
    directory: join(directory, "out"),
    environment: writeEnvironment(1),
    reporter: new Reporter({ write: (text) => lines.push(text) }),
    effects: [database],
  });
  await rehearsal.synth();
  await rehearsal.deploy();
});
afterAll(async () => {
  await rehearsal.close();
  rmSync(directory, { recursive: true });
});

test("production has what makes it one, and its outputs name no secret", async () => {
  const { inventory } = rehearsal.world;
  const deployed = ["aws_nat_gateway", "aws_lb", "aws_elasticache_replication_group", "aws_backup_plan"];
  expect(deployed.filter((type) => inventory.all(type).length === 0)).toEqual([]);
  const outputs = Object.assign({}, ...(await rehearsal.outputs()).values()) as Record<string, unknown>;
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(["SiteUrl", "ImageDigest", "DatabaseEndpoint"]));
  await expectNoSecretIn({ outputs: JSON.stringify(outputs) }, generatedValues());
});

const taskDefinition = () => rehearsal.world.inventory.all("aws_ecs_service")[0]?.task_definition;

test("no state of production holds a value that was generated, and one deploy of a raised version renews them all", async () => {
  const before = generatedValues();
  const task = taskDefinition();
  // Eight keys and salts, the administrator, the database's user and its master.
  expect(Object.keys(before)).toHaveLength(11);
  const texts = await states();
  expect(Object.keys(texts).length).toBeGreaterThanOrEqual(5);
  await expectNoSecretIn(texts, before);

  writeEnvironment(2);
  const deployed = await rehearsal.redeploy();
  expect(deployed).toEqual(expect.arrayContaining(["production-data", "production-service"]));

  const after = generatedValues();
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [secret, value] of Object.entries(after)) expect(value, secret).not.toBe(before[secret]);
  expect(passwords).toHaveLength(2);
  expect(Object.values(before)).toContain(passwords[0]);
  expect(Object.values(after)).toContain(passwords[1]);
  expect(taskDefinition()).not.toBe(task);
  await expectNoSecretIn(await states(), { ...before, ...after });
  await rehearsal.expectNoChanges();
});

test("what holds data in production refuses to be destroyed, and the guide has the way under Terraform's words", async () => {
  const data = rehearsal.world.stackDirectories.find((path) => path.endsWith("production-data")) ?? "";
  const plan = execute("terraform", ["plan", "-destroy", "-input=false", "-no-color", "-lock=false"], {
    cwd: data,
    env: rehearsal.environment,
  });
  const { code, stderr } = await plan.then(
    () => ({ code: 0, stderr: "" }),
    (error: { code: number; stderr: string }) => error,
  );
  const words = stderr.replace(/[│\s]+/g, " ");
  const refused = [...words.matchAll(/Resource (aws_\w+)\.\S+ has lifecycle\.prevent_destroy set/g)];
  expect(refused.map(([, type]) => type)).toEqual(
    expect.arrayContaining(["aws_backup_vault", "aws_db_instance", "aws_efs_file_system"]),
  );
  expect(code).toBe(1);
  expect(words).toContain("Instance cannot be destroyed");
  expect(anchors("docs/troubleshooting.md")).toContain("instance-cannot-be-destroyed");
});

test("a change that replaces the database is refused with its name before anything happens to it, unless losing data is allowed", async () => {
  const before = rehearsal.world.inventory.all("aws_db_instance").map(({ db_name }) => db_name);
  writeEnvironment(2, 'protectData: false, database: { ...production.database, name: "renamed" }');
  const refused = await rehearsal.redeploy().catch((error: Error) => error.message);
  expect(refused).toMatch(
    /production-data: nothing is changed, since data would be lost:\n {2}aws_db_instance\.\S+ is replaced, since db_name changes/,
  );
  expect(rehearsal.world.inventory.all("aws_db_instance").map(({ db_name }) => db_name)).toEqual(before);
  expect(await rehearsal.redeploy(true)).toContain("production-data");
  expect(rehearsal.world.inventory.all("aws_db_instance").map(({ db_name }) => db_name)).toEqual(["renamed"]);
});

test("production is destroyed to empty states", async () => {
  const stacks = (await rehearsal.outputs()).size;
  await rehearsal.destroy();
  expect(lines.join("").match(/its state is empty/g)).toHaveLength(stacks);
});
