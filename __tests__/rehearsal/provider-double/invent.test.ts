import { join } from "node:path";
import { expect, test } from "vitest";
import { inventState } from "../../../rehearsal/provider-double/invent";
import { KNOWN_TYPES } from "../../../rehearsal/provider-double/known-types";
import { packageSchema } from "../../../rehearsal/provider-double/package-schema";
import { hasUnknown, type ObjectValue, UNKNOWN } from "../../../rehearsal/provider-double/value";
import { textsWithin } from "../../../terraform/json";
import { installedPackages } from "../../../terraform/provider-packages";
import { TestAccount } from "./support/account";

const place = { account: "111122223333", region: "eu-west-1" };
const packages = installedPackages(join(__dirname, "../../.."));

/** The state of a new resource of the type, from what is configured. */
function invented(type: string, config: ObjectValue = {}, seed = "1", where = place): ObjectValue {
  const from = packages.find(({ name }) => type.startsWith(`${name}_`));
  if (!from) throw new Error(`no package for ${type}`);
  const block = packageSchema(from, "resource", type);
  const planned: ObjectValue = { ...config };
  for (const [name, { computed }] of Object.entries(block.attributes)) {
    if (!(name in planned)) planned[name] = computed ? UNKNOWN : null;
  }
  return inventState(type, block, planned, where, seed);
}

test("leaves nothing unknown", () => {
  for (const type of [
    "aws_vpc",
    "aws_lb",
    "aws_db_instance",
    "aws_cloudfront_distribution",
    "aws_acm_certificate",
    "docker_image",
  ]) {
    expect(hasUnknown(invented(type)), type).toBe(false);
  }
});

test("makes ids and ARNs as AWS does, in the account and region of the provider", () => {
  const vpc = invented("aws_vpc");
  expect(vpc.id).toMatch(/^vpc-[0-9a-f]{17}$/);
  expect(vpc.arn).toBe(`arn:aws:ec2:eu-west-1:111122223333:vpc/${vpc.id}`);
  expect(invented("aws_s3_bucket", { bucket: "b" })).toMatchObject({ id: "b", arn: "arn:aws:s3:::b" });
  expect(invented("aws_iam_role", { name: "task", path: "/" }).arn).toBe("arn:aws:iam::111122223333:role/task");
});

test("a web ACL of CloudFront is global", () => {
  const arn = (scope: string) => String(invented("aws_wafv2_web_acl", { name: "site", scope }).arn);
  expect(arn("CLOUDFRONT")).toMatch(/^arn:aws:wafv2:eu-west-1:111122223333:global\/webacl\/site\//);
  expect(arn("REGIONAL")).toMatch(/:regional\/webacl\/site\//);
});

test("derives names of listeners from the load balancer", () => {
  const lb = invented("aws_lb", { name: "web" });
  expect(lb.arn).toMatch(/^arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer\/app\/web\/[0-9a-f]{16}$/);
  expect(lb.id).toBe(lb.arn);
  expect(lb.dns_name).toMatch(/^web-\d+\.eu-west-1\.elb\.amazonaws\.com$/);
  expect(lb.arn_suffix).toMatch(/^app\/web\/[0-9a-f]{16}$/);
  const listener = invented("aws_lb_listener", { load_balancer_arn: lb.arn ?? null });
  expect(listener.arn).toMatch(/:listener\/app\/web\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
});

test("gives databases hosts and the engine's port", () => {
  const database = invented("aws_db_instance", { identifier: "db", engine: "mysql", port: UNKNOWN });
  expect(database.address).toMatch(/^db\.c[0-9a-f]{11}\.eu-west-1\.rds\.amazonaws\.com$/);
  expect(database.endpoint).toBe(`${database.address}:3306`);
  expect(database.port).toBe(3306);
});

test("gives a proxy its own address, and its target group AWS's name", () => {
  const proxy = invented("aws_db_proxy", { name: "site-proxy" });
  expect(proxy.endpoint).toMatch(/^site-proxy\.proxy-c[0-9a-f]{11}\.eu-west-1\.rds\.amazonaws\.com$/);
  expect(proxy.arn).toMatch(/^arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-[0-9a-f]{17}$/);
  expect(invented("aws_db_proxy_default_target_group", { db_proxy_name: "site-proxy" })).toMatchObject({
    id: "site-proxy",
    name: "default",
  });
});

test("builds names from their prefix within the limit of the type", () => {
  const group = invented("aws_lb_target_group", { name_prefix: "wp-" });
  expect(group.name).toMatch(/^wp-/);
  expect(String(group.name).length).toBeLessThanOrEqual(32);
});

test("asks for one DNS record for each name of a certificate", () => {
  const certificate = invented("aws_acm_certificate", {
    domain_name: "a.org",
    subject_alternative_names: ["www.a.org"],
  });
  expect(certificate.domain_validation_options).toMatchObject([
    { domain_name: "a.org", resource_record_type: "CNAME" },
    { domain_name: "www.a.org", resource_record_type: "CNAME" },
  ]);
});

test("is the same for the same seed and differs for another", () => {
  expect(invented("aws_subnet")).toEqual(invented("aws_subnet"));
  expect(invented("aws_subnet", {}, "2").id).not.toBe(invented("aws_subnet").id);
});

test("keeps what is given and drops write-only values", () => {
  const database = invented("aws_db_instance", { identifier: "db", password_wo: "secret", region: "us-west-2" });
  expect(database).toMatchObject({ identifier: "db", password_wo: null });
  expect(database.arn).toBe("arn:aws:rds:us-west-2:111122223333:db:db");
});

test("a parameter's ARN has the name's own slash, or one where the name has none", async () => {
  const aws = new TestAccount("eu-west-1");
  const arn = async (name: string) => (await aws.create("aws_ssm_parameter", { name, type: "String", value: "x" })).arn;
  expect(await arn("/site/id")).toBe("arn:aws:ssm:eu-west-1:111122223333:parameter/site/id");
  expect(await arn("id")).toBe("arn:aws:ssm:eu-west-1:111122223333:parameter/id");
});

test.each([
  ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
  ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
  ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
  ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
])("ARNs and host names in %s are of its partition", (region, partition, suffix) => {
  const where = { ...place, region };
  for (const type of Object.keys(KNOWN_TYPES).filter((one) => one.startsWith("aws_"))) {
    const texts = textsWithin(invented(type, {}, "1", where));
    for (const text of texts.filter((one) => one.startsWith("arn:"))) expect(text).toContain(`arn:${partition}:`);
    for (const [host] of texts.flatMap((text) => [...text.matchAll(/[\w.-]+\.(?:amazonaws|c2s)\.[\w.]+/g)]))
      expect(host, type).toMatch(new RegExp(`${suffix.replaceAll(".", "\\.")}$`));
  }
});
