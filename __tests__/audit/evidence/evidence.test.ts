// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { composeEvidence } from "../../../audit/evidence/compose";
import { renderCsv } from "../../../audit/evidence/csv";
import { FRAMEWORKS } from "../../../audit/evidence/frameworks";
import { judge } from "../../../audit/evidence/judge";
import { CHECKS } from "../../../audit/evidence/known-checks";
import { readFacts } from "../../../audit/facts/facts";
import type { Stack } from "../../../audit/project/stack";
import { renderPage } from "../../../audit/report/page";
import type { JsonObject } from "../../../terraform/json";
import { stacksOf, threeTiers } from "../support/stacks";

function evidenceOf(stacks: readonly Stack[]) {
  const facts = readFacts(stacks);
  return FRAMEWORKS.map((framework) => ({ framework, judged: judge(framework, facts) }));
}

function verdict(id: string, resource: JsonObject): string | undefined {
  const all = evidenceOf(stacksOf({ s: { resource } })).flatMap(({ judged }) => judged);
  return all.find(({ control }) => control.id === id)?.verdict;
}

const bucket = (policy: JsonObject) => ({ aws_s3_bucket: { B: {} }, ...policy });
const bucketOf = { bucket: "${aws_s3_bucket.B.id}" };
const blocked = Object.fromEntries(
  ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"].map((flag) => [
    flag,
    true,
  ]),
);
const tlsOnly = JSON.stringify({
  Statement: [{ Effect: "Deny", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }],
});
const ingress = (rule: JsonObject) => ({
  aws_security_group: { G: {} },
  aws_vpc_security_group_ingress_rule: {
    R: { security_group_id: "${aws_security_group.G.id}", ip_protocol: "tcp", cidr_ipv4: "0.0.0.0/0", ...rule },
  },
});
const database = (body: JsonObject) => ({ aws_db_instance: { D: body } });
const role = (Action: string, Resource: string) => ({
  aws_iam_role_policy: { P: { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] }) } },
});

test.each<[string, JsonObject, JsonObject]>([
  ["2.1.1", bucket({ aws_s3_bucket_policy: { P: { ...bucketOf, policy: tlsOnly } } }), bucket({})],
  ["2.1.4", bucket({ aws_s3_bucket_public_access_block: { P: { ...bucketOf, ...blocked } } }), bucket({})],
  ["2.2.1", database({ storage_encrypted: true }), database({})],
  ["2.2.2", database({ auto_minor_version_upgrade: true }), database({ auto_minor_version_upgrade: false })],
  ["2.2.3", database({ publicly_accessible: false }), database({ publicly_accessible: true })],
  ["2.2.4", database({ multi_az: true }), database({ multi_az: false })],
  [
    "REL09-BP02",
    {
      aws_backup_vault: { V: { kms_key_arn: "k" } },
      aws_backup_vault_lock_configuration: {
        L: { backup_vault_name: "${aws_backup_vault.V.name}", min_retention_days: 7 },
      },
    },
    { aws_backup_vault: { V: { kms_key_arn: "k" } } },
  ],
  ["3.6", { aws_kms_key: { K: { enable_key_rotation: true } } }, { aws_kms_key: { K: {} } }],
  ["3.7", { aws_vpc: { V: {} }, aws_flow_log: { F: { vpc_id: "${aws_vpc.V.id}" } } }, { aws_vpc: { V: {} } }],
  ["5.3", ingress({ from_port: 443, to_port: 443 }), ingress({ from_port: 20, to_port: 30 })],
  ["5.3", ingress({ from_port: 443, to_port: 443 }), ingress({ ip_protocol: "-1" })],
  [
    "5.5",
    { aws_default_security_group: { G: {} } },
    { aws_default_security_group: { G: { ingress: [{ protocol: "-1", self: true }] } } },
  ],
  [
    "5.7",
    { aws_launch_template: { T: { metadata_options: { http_tokens: "required" } } } },
    { aws_launch_template: { T: {} } },
  ],
  ["1.3.1", ingress({ from_port: 80, to_port: 80 }), ingress({ from_port: 8080, to_port: 8080 })],
  ["7.2.2", role("s3:GetObject", "*"), role("*", "*")],
  ["SEC08-BP02", { aws_sns_topic: { T: { kms_master_key_id: "k" } } }, { aws_sns_topic: { T: {} } }],
  [
    "10.5.1",
    { aws_cloudwatch_log_group: { G: { retention_in_days: 365 } } },
    { aws_cloudwatch_log_group: { G: { retention_in_days: 90 } } },
  ],
  [
    "8.16",
    { aws_cloudwatch_metric_alarm: { A: { alarm_actions: ["arn"] } } },
    { aws_cloudwatch_metric_alarm: { A: {} } },
  ],
  [
    "8.8",
    { aws_ecr_repository: { R: { image_scanning_configuration: { scan_on_push: true } } } },
    { aws_ecr_repository: { R: {} } },
  ],
])("control %s turns with the stacks", (id, good, bad) => {
  expect([verdict(id, good), verdict(id, bad), verdict(id, {})]).toEqual([
    "held",
    "not held",
    "not shown by configuration",
  ]);
});

test("a control that one of its checks does not show is not claimed", () => {
  expect(verdict("8.24", { aws_kms_key: { K: { enable_key_rotation: true } } })).toBe("not shown by configuration");
});

test("each control rests on checks that exist, or says where its proof lies, and stands once in its framework", () => {
  for (const { controls } of FRAMEWORKS) {
    for (const { id, checks, elsewhere } of controls) {
      expect([id, (checks ?? []).filter((name) => !(name in CHECKS))]).toEqual([id, []]);
      expect([id, checks === undefined]).toEqual([id, elsewhere !== undefined]);
    }
    expect(new Set(controls.map(({ id }) => id)).size).toBe(controls.length);
  }
});

test("each check serves a control", () => {
  const used = new Set<string>(FRAMEWORKS.flatMap(({ controls }) => controls.flatMap(({ checks }) => checks ?? [])));
  expect(Object.keys(CHECKS).filter((name) => !used.has(name))).toEqual([]);
});

test("the page names every framework and says what it is not", () => {
  const page = renderPage(composeEvidence("shop", evidenceOf(threeTiers())));
  for (const { title } of FRAMEWORKS) expect(page).toContain(title);
  expect(page).toContain("no certificate");
  expect(page).toMatch(/held of NIS2[^<]*; not held: \d+, not shown by configuration: \d+/);
  expect(page).toMatch(/Evidence for [^<]*: \d+ answers, [1-9]\d* not as asked/);
  expect(page).not.toMatch(/<script|<link|<img/);
});

test("the table has one row a resource, quoted, and no formula", () => {
  const stacks = stacksOf({
    s: {
      resource: { aws_sqs_queue: { Q: {} }, aws_iam_role_policy: { P: { policy: JSON.stringify({ Statement: [] }) } } },
    },
  });
  const [first] = evidenceOf(stacks);
  const hostile = { framework: { ...first?.framework, title: '=HYPERLINK("x")' }, judged: first?.judged ?? [] };
  const rows = renderCsv([hostile as Parameters<typeof renderCsv>[0][number]])
    .trimEnd()
    .split("\r\n");
  expect(rows[0]).toBe("Framework,Control,Title,Verdict,Asked,Stack,Resource,Held,Shown,Source");
  expect(rows.slice(1).every((row) => row.startsWith(`"'=HYPERLINK(""x"")",`))).toBe(true);
});
