import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leftBehind } from "../../rehearsal/left-behind";
import type { Effect } from "../../rehearsal/provider-double/effect";
import { Rehearsal } from "../../rehearsal/rehearsal";
import { Reporter } from "../../rehearsal/run/reporter";
import { type StackUpgrade, upgrade } from "../../rehearsal/upgrade";

const project = join(__dirname, "../..");
let directory: string;
let rehearsal: Rehearsal;
/** What was made and deleted, in order. */
let happened: string[] = [];

const noted: Effect[] = [
  "aws_cloudfront_distribution",
  "aws_cloudfront_vpc_origin",
  "aws_lb",
  "aws_route53_record",
].map((type) => ({
  type,
  async create() {
    happened.push(`create ${type}`);
    return undefined;
  },
  async delete() {
    happened.push(`delete ${type}`);
  },
}));

/** The environment `production` without what is beside the point; the file's name is the environment's. */
function writeEnvironment(more: string): string {
  const file = join(directory, "production.ts");
  const base = JSON.stringify(join(project, "environments/production.ts"));
  writeFileSync(
    file,
    `import production from ${base};\nexport default { ...production, ci: undefined, budget: undefined, ${more} };\n`,
  );
  return file;
}

const UNPROTECTED = "loadBalancer: { ...production.loadBalancer, deletionProtection: false }";

async function deployNext(more: string): Promise<readonly StackUpgrade[]> {
  writeEnvironment(more);
  happened = [];
  await rehearsal.synth();
  return (await upgrade(rehearsal, () => undefined)).stacks;
}

const refusals = (stacks: readonly StackUpgrade[]) => stacks.flatMap(({ refused }) => refused ?? []);
const addressesOf = (stacks: readonly StackUpgrade[], name: string) =>
  stacks.find(({ stack }) => stack === name)?.removals.map(({ address, how }) => `${how} ${address.split(".")[0]}`);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "leave-cdn-"));
  rehearsal = await Rehearsal.open({
    projectDirectory: project,
    directory: join(directory, "out"),
    environment: writeEnvironment(UNPROTECTED),
    reporter: new Reporter({ write: () => true }),
    effects: noted,
  });
  await rehearsal.synth();
  await rehearsal.deploy();
});
afterAll(async () => {
  await rehearsal?.close();
  rmSync(directory, { recursive: true, force: true });
});

test("one deploy leaves CloudFront: what holds the load balancer goes first, and no record is there twice", async () => {
  const stacks = await deployNext(`${UNPROTECTED}, cdn: undefined`);
  expect(refusals(stacks)).toEqual([]);
  expect(addressesOf(stacks, "production-edge")).toContain("destroyed aws_cloudfront_distribution");
  expect(addressesOf(stacks, "production-service")).toContain("replaced aws_lb");
  const order = [
    "delete aws_cloudfront_distribution",
    "delete aws_cloudfront_vpc_origin",
    "delete aws_lb",
    "create aws_lb",
  ];
  expect(happened.filter((one) => order.includes(one))).toEqual(order);
  const records = happened.filter((one) => one.endsWith("aws_route53_record"));
  expect(records).toEqual([...records].sort().reverse());
  expect(await leftBehind(rehearsal)).toEqual([]);
  await rehearsal.expectNoChanges();
});

test("and one deploy comes back to it", async () => {
  const stacks = await deployNext(UNPROTECTED);
  expect(refusals(stacks)).toEqual([]);
  expect(addressesOf(stacks, "production-service")).toContain("replaced aws_lb");
  expect(happened.indexOf("create aws_lb")).toBeLessThan(happened.indexOf("create aws_cloudfront_vpc_origin"));
  const records = happened.filter((one) => one.endsWith("aws_route53_record"));
  expect(records).toEqual([...records].sort().reverse());
  await rehearsal.expectNoChanges();
});

test("a zone of another account is left with its role in site.formerZoneRoleArn, and then without", async () => {
  const role = '"arn:aws:iam::444455556666:role/dns"';
  const site = (more: string) => `${UNPROTECTED}, site: { ...production.site, ${more} }`;
  const there = await deployNext(site(`domain: { ...production.site.domain, hostedZoneRoleArn: ${role} }`));
  expect(refusals(there)).toEqual([]);
  const domain = 'domain: { name: "www.example.com", dns: "external" }';
  const left = await deployNext(site(`${domain}, formerZoneRoleArn: ${role}`));
  expect(refusals(left)).toEqual([]);
  expect(happened).toContain("delete aws_route53_record");
  expect(happened).not.toContain("create aws_route53_record");
  const forgotten = await deployNext(site(domain));
  expect(refusals(forgotten)).toEqual([]);
  await rehearsal.expectNoChanges();
});
