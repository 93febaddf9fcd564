// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { readLogGroups } from "../../../audit/facts/logs";
import { protection } from "../../../audit/facts/protection";
import { readPublicEndpoints } from "../../../audit/facts/public-endpoints";
import { readSecrets } from "../../../audit/facts/secrets";
import { AUDITED_TYPES } from "../../../audit/types";
import type { JsonObject } from "../../../terraform/json";
import { treeOf } from "../support/stacks";

type Question = "atRest" | "inTransit" | "backup" | "accessLog";

function ask(question: Question, type: string, body: JsonObject, others: JsonObject = {}) {
  const tree = treeOf({ s: { resource: { [type]: { A: body }, ...others } } });
  const [resource] = tree.all(type);
  return resource && AUDITED_TYPES[type]?.[question]?.(resource, tree);
}

test.each([
  ["aws_db_instance", { storage_encrypted: true, kms_key_id: "arn:k" }, "good"],
  ["aws_db_instance", {}, "bad"],
  ["aws_efs_file_system", { encrypted: true }, "good"],
  ["aws_elasticache_replication_group", { at_rest_encryption_enabled: "true" }, "good"],
  ["aws_elasticache_replication_group", {}, "bad"],
  ["aws_launch_template", { block_device_mappings: [{ ebs: { encrypted: "true" } }, { ebs: {} }] }, "bad"],
  ["aws_s3_bucket", {}, "warn"],
  ["aws_sns_topic", {}, "warn"],
  ["aws_cloudwatch_log_group", { kms_key_id: "k" }, "good"],
] as const)("at rest, %s %j is %s", (type, body, tone) => {
  expect(ask("atRest", type, body)?.tone).toBe(tone);
});

test.each([
  [true, "good"],
  [false, "bad"],
])("a database proxy with require_tls %s is %s in transit", (require_tls, tone) => {
  expect(ask("inTransit", "aws_db_proxy", { require_tls })?.tone).toBe(tone);
});

test("a database that refuses connections without TLS is told from one that only offers it", () => {
  const body = { parameter_group_name: "${aws_db_parameter_group.P.name}" };
  const group = (value: string) => ({
    aws_db_parameter_group: { P: { parameter: [{ name: "require_secure_transport", value }] } },
  });
  expect(ask("inTransit", "aws_db_instance", body, group("ON"))?.tone).toBe("good");
  expect(ask("inTransit", "aws_db_instance", body, group("OFF"))?.tone).toBe("warn");
});

test("a listener answers in the clear, or redirects, or speaks TLS", () => {
  const tone = (body: JsonObject) => ask("inTransit", "aws_lb_listener", body)?.tone;
  expect(tone({ protocol: "HTTP", default_action: [{ type: "forward" }] })).toBe("bad");
  expect(tone({ protocol: "HTTP", default_action: [{ redirect: { protocol: "HTTPS" } }] })).toBe("good");
  expect(tone({ protocol: "HTTPS", ssl_policy: "p" })).toBe("good");
});

test("a distribution that answers HTTP is marked", () => {
  const behavior = (viewer_protocol_policy: string) => ({ default_cache_behavior: { viewer_protocol_policy } });
  expect(ask("inTransit", "aws_cloudfront_distribution", behavior("allow-all"))?.tone).toBe("bad");
  expect(ask("inTransit", "aws_cloudfront_distribution", behavior("redirect-to-https"))?.tone).toBe("good");
});

test("backups say how long; none is marked", () => {
  expect(ask("backup", "aws_db_instance", { backup_retention_period: 14 })?.text).toBe("point in time, 14 days");
  expect(ask("backup", "aws_db_instance", {})?.tone).toBe("bad");
  expect(
    ask("backup", "aws_backup_plan", { rule: [{ schedule: "cron(1)", lifecycle: { delete_after: 35 } }] })?.text,
  ).toBe("cron(1), kept 35 days");
});

test("a file tree is backed up when a selection names it or one of its tags", () => {
  const selection = (body: JsonObject) => ({ aws_backup_selection: { Daily: body } });
  const tagged = { tags: { BackupPlan: "daily" } };
  const byTag = (value: string) => selection({ selection_tag: [{ type: "STRINGEQUALS", key: "BackupPlan", value }] });
  const byArn = selection({ resources: ["${aws_efs_file_system.A.arn}"] });
  expect(ask("backup", "aws_efs_file_system", {}, byArn)?.text).toBe("AWS Backup (Daily)");
  expect(ask("backup", "aws_efs_file_system", tagged, byTag("daily"))?.text).toBe("AWS Backup (Daily)");
  const tested = {
    aws_backup_restore_testing_plan: { Plan: { name: "restores", schedule_expression: "cron(0 12 ? * TUE *)" } },
    aws_backup_restore_testing_selection: {
      Files: {
        restore_testing_plan_name: "${aws_backup_restore_testing_plan.Plan.name}",
        protected_resource_arns: ["${aws_efs_file_system.A.arn}"],
      },
    },
  };
  expect(ask("backup", "aws_efs_file_system", {}, { ...byArn, ...tested })?.text).toBe(
    "AWS Backup (Daily); restores are tested, cron(0 12 ? * TUE *)",
  );
  expect(ask("backup", "aws_efs_file_system", tagged, byTag("weekly"))?.tone).toBe("warn");
  expect(ask("backup", "aws_efs_file_system", {}, byTag("daily"))?.tone).toBe("warn");
});

test("every guard against deletion is named", () => {
  const body = { lifecycle: { prevent_destroy: true }, deletion_protection: true, skip_final_snapshot: false };
  const [resource] = treeOf({ s: { resource: { aws_db_instance: { A: body } } } }).managed;
  expect(resource && protection(resource)?.text).toBe("prevent_destroy, deletion protection, final snapshot");
});

test("queries that a database keeps are named with how long, and with whose key", () => {
  const kept = {
    storage_encrypted: true,
    performance_insights_enabled: true,
    performance_insights_retention_period: 465,
    performance_insights_kms_key_id: "${aws_kms_key.K.arn}",
    database_insights_mode: "advanced",
  };
  const key = { aws_kms_key: { K: {} } };
  expect(ask("atRest", "aws_db_instance", kept, key)).toMatchObject({
    tone: "good",
    text: expect.stringMatching(/^KMS key that AWS manages; Database Insights for 465 days with KMS key .*K/),
  });
  expect(ask("accessLog", "aws_db_instance", { ...kept, enabled_cloudwatch_logs_exports: ["error"] })?.text).toBe(
    "error to CloudWatch Logs; Database Insights for 465 days",
  );
  const short = { storage_encrypted: true, performance_insights_enabled: true, database_insights_mode: "standard" };
  expect(ask("atRest", "aws_rds_cluster", short)?.text).toBe(
    "KMS key that AWS manages; Performance Insights for 7 days with KMS key that AWS manages",
  );
  expect(ask("atRest", "aws_db_instance", { storage_encrypted: true })?.text).toBe("KMS key that AWS manages");
});

test("a VPC without a flow log is marked", () => {
  expect(ask("accessLog", "aws_vpc", {})?.tone).toBe("bad");
  const flow = { aws_flow_log: { F: { vpc_id: "${aws_vpc.A.id}", traffic_type: "REJECT" } } };
  expect(ask("accessLog", "aws_vpc", {}, flow)).toEqual({ tone: "good", text: "flow log of REJECT traffic" });
});

test("a log group tells its retention and its writers", () => {
  const resource = {
    aws_cloudwatch_log_group: { G: { name: "/g", retention_in_days: 30 }, H: { name: "/h" } },
    aws_flow_log: { F: { log_destination: "${aws_cloudwatch_log_group.G.arn}" } },
  };
  const groups = readLogGroups(treeOf({ s: { resource } }));
  expect(groups.map(({ name, retention, writers }) => [name, retention, writers.map(({ type }) => type)])).toEqual([
    ["/g", 30, ["aws_flow_log"]],
    ["/h", undefined, []],
  ]);
});

test("a secret tells where its value comes from and who reads it", () => {
  const secret = (name: string) => `\${aws_secretsmanager_secret.${name}.arn}`;
  const container = { name: "web", secrets: [{ name: "PASSWORD", valueFrom: `${secret("A")}:password::` }] };
  const statement = { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secret("A") };
  const resource = {
    aws_secretsmanager_secret: { A: {}, B: {}, C: {} },
    aws_secretsmanager_secret_version: {
      A: { secret_id: secret("A"), secret_string_wo: "${jsonencode(ephemeral.x.y.z)}" },
      B: { secret_id: secret("B"), secret_string: "hunter2" },
    },
    aws_ecs_task_definition: { T: { container_definitions: JSON.stringify([container]) } },
    aws_iam_role_policy: { P: { role: "execution", policy: JSON.stringify({ Statement: [statement] }) } },
  };
  const found = readSecrets(treeOf({ s: { resource } }));
  expect(found.map(({ value, containers, roles }) => [value.tone, containers, roles])).toEqual([
    ["good", ["web: PASSWORD"], ["execution"]],
    ["bad", [], []],
    ["plain", [], []],
  ]);
});

test("containers are seen in a jsonencode, too", () => {
  const secret = "aws_secretsmanager_secret.A.arn";
  const container_definitions = `\${jsonencode([{ name = "web", secrets = [{ name = "KEY", valueFrom = ${secret} }] }])}`;
  const resource = { aws_secretsmanager_secret: { A: {} }, aws_ecs_task_definition: { T: { container_definitions } } };
  expect(readSecrets(treeOf({ s: { resource } })).map(({ containers }) => containers)).toEqual([["web: KEY"]]);
});

test("public names are listed, internal load balancers are not", () => {
  const resource = {
    aws_lb: { In: { internal: true }, Out: {} },
    aws_route53_record: { R: { name: "www.example.com", type: "A" } },
  };
  const names = readPublicEndpoints(treeOf({ s: { resource } })).map(({ name }) => name);
  expect(names).toEqual(["a name under elb.amazonaws.com", "www.example.com"]);
});
