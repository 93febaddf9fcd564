// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { parse } from "@cdktf/hcl2json";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderHcl } from "../../../audit/hcl/document";
import type { Json, JsonObject } from "../../../terraform/json";
import { shapes } from "../support/shapes";

const render = (document: JsonObject): Promise<string> => renderHcl(document, shapes);
const resource = (type: string, body: JsonObject): JsonObject => ({ resource: { [type]: { A: body } } });

test("maps are attributes and blocks are blocks, at every depth", async () => {
  const hcl = await render(
    resource("docker_image", {
      name: "x",
      triggers: { content: "1" },
      build: { context: ".", build_args: { A: "b" } },
    }),
  );
  expect(hcl).toBe(`resource "docker_image" "A" {
  name = "x"
  triggers = {
    content = "1"
  }

  build {
    build_args = {
      A = "b"
    }
    context = "."
  }
}
`);
});

test("blocks within blocks are blocks, and the maps within them are not", async () => {
  const log_configuration = { cloud_watch_log_group_name: "g" };
  const configuration = { execute_command_configuration: { logging: "OVERRIDE", log_configuration } };
  const hcl = await render(resource("aws_ecs_cluster", { name: "c", configuration }));
  expect(hcl).toContain('  configuration {\n    execute_command_configuration {\n      logging = "OVERRIDE"');
  expect(hcl).toContain("      log_configuration {\n        cloud_watch_log_group_name");
});

test("blocks that hold blocks of their own kind are blocks all the way down", async () => {
  const match = { label_match_statement: { scope: "LABEL", key: "a:b" } };
  const statement = { not_statement: { statement: [{ or_statement: { statement: [match, match] } }] } };
  const visibility_config = { cloudwatch_metrics_enabled: true, metric_name: "r", sampled_requests_enabled: true };
  const rule = [{ name: "r", priority: 0, action: { block: {} }, statement, visibility_config }];
  const hcl = await render(resource("aws_wafv2_web_acl", { name: "a", scope: "REGIONAL", rule, visibility_config }));
  expect(hcl).toContain("action {\n      block {}\n    }");
  expect(hcl.match(/^ +statement \{$/gm)).toHaveLength(4);
  expect(hcl.match(/^ +label_match_statement \{$/gm)).toHaveLength(2);
});

test("a list of objects is repeated blocks, in its order", async () => {
  const setting = [
    { name: "b", value: "1" },
    { name: "a", value: "2" },
  ];
  const hcl = await render(resource("aws_ecs_cluster", { name: "c", setting }));
  expect(hcl.match(/setting \{\n {4}name {2}= "(.)"/g)).toHaveLength(2);
  expect(hcl.indexOf('"b"')).toBeLessThan(hcl.indexOf('"a"'));
});

test("no rules at all differs from rules that nobody gave", async () => {
  expect(await render(resource("aws_security_group", { name: "g", ingress: [] }))).toContain("ingress = []");
  expect(await render(resource("aws_ecs_cluster", { name: "c", setting: [] }))).not.toContain("setting");
});

test("ephemeral blocks, a module and an output with a precondition are kept", async () => {
  const hcl = await render({
    ephemeral: { aws_secretsmanager_random_password: { P: { password_length: 32 } } },
    module: { m: { source: "./m", providers: { "aws.east": "aws.us" }, depends_on: ["aws_lb.A"] } },
    output: { O: { value: "${1}", precondition: { condition: "${true}", error_message: "no" } } },
  });
  expect(hcl).toContain('ephemeral "aws_secretsmanager_random_password" "P" {\n  password_length = 32\n}');
  expect(hcl).toContain("providers = {\n    aws.east = aws.us\n  }");
  expect(hcl).toContain("depends_on = [aws_lb.A]");
  expect(hcl).toContain('precondition {\n    condition     = true\n    error_message = "no"');
});

test("references stand without quotes: provider alias, depends_on, ignore_changes, moved", async () => {
  const hcl = await render({
    ...resource("aws_s3_bucket", {
      provider: "aws.us_east_1",
      depends_on: ["aws_kms_key.K"],
      lifecycle: {
        ignore_changes: ["tags"],
        prevent_destroy: true,
        precondition: [{ condition: "${a}", error_message: "m" }],
      },
    }),
    moved: [{ from: "aws_s3_bucket.B", to: "aws_s3_bucket.A" }],
    provider: { aws: [{ region: "eu-west-1" }, { alias: "us_east_1", region: "us-east-1" }] },
  });
  expect(hcl).toContain("provider   = aws.us_east_1");
  expect(hcl).toContain("depends_on = [aws_kms_key.K]");
  expect(hcl).toContain("ignore_changes  = [tags]");
  expect(hcl).toContain("precondition {");
  expect(hcl).toContain("from = aws_s3_bucket.B");
  expect(hcl.match(/provider "aws" \{/g)).toHaveLength(2);
});

test("`all` in ignore_changes is a keyword", async () => {
  expect(await render(resource("aws_lb", { lifecycle: { ignore_changes: "all" } }))).toContain("ignore_changes = all");
});

test("dynamic blocks, provisioners and connections have labels", async () => {
  const hcl = await render(
    resource("aws_ecs_cluster", {
      dynamic: { setting: { for_each: "${var.s}", iterator: "it", content: { name: "${it.key}", value: "v" } } },
      provisioner: [{ "local-exec": { command: "true", when: "destroy" } }],
      connection: { host: "h" },
    }),
  );
  expect(hcl).toContain(
    'dynamic "setting" {\n    for_each = var.s\n    iterator = it\n\n    content {\n      name  = it.key',
  );
  expect(hcl).toContain('provisioner "local-exec" {\n    command = "true"\n    when    = destroy');
  expect(hcl).toContain("connection {");
});

test("the config of a remote state is an attribute; a backend has a label", async () => {
  const hcl = await render({
    data: {
      terraform_remote_state: { r: { backend: "s3", config: { key: "k" }, workspace: "${terraform.workspace}" } },
    },
    terraform: { backend: { s3: { key: "k" } }, required_providers: { aws: { source: "aws", version: "6.25.0" } } },
  });
  expect(hcl).toContain('config = {\n    key = "k"\n  }');
  expect(hcl).toContain("workspace = terraform.workspace");
  expect(hcl).toContain('backend "s3" {');
  expect(hcl).toContain('required_providers {\n    aws = {\n      source  = "aws"');
});

test("a variable's type is a keyword, its validation a block", async () => {
  const hcl = await render({
    variable: { v: { type: "list(string)", default: [], validation: [{ condition: "${true}", error_message: "e" }] } },
  });
  expect(hcl).toContain("type    = list(string)");
  expect(hcl).toContain("validation {");
});

test("text keeps every character: quotes, backslashes, control characters, escaped templates", async () => {
  const text = 'a"b\\c\n\t$${x}\u0007é ${aws_lb.A.arn}';
  const hcl = await render(resource("aws_ssm_parameter", { value: text }));
  expect(hcl).toContain('value = "a\\"b\\\\c\\n\\t$${x}\\u0007é ${aws_lb.A.arn}"');
});

test("texts of several lines are heredocs", async () => {
  const hcl = await render(resource("aws_ssm_parameter", { value: 'one\n\n\n  "two" \\n\n' }));
  expect(hcl).toContain('value = <<EOT\none\n\n\n  "two" \\n\nEOT');
});

test("an expression of several lines stands in parentheses", async () => {
  expect(await render(resource("aws_ssm_parameter", { value: "${a\n? b : c}" }))).toContain("value = (a\n");
});

test("keys that are no names, and words of the language, are quoted", async () => {
  const hcl = await render({ locals: { m: { "a b": 1, for: 2, null: 3, ok: 4, "${x}": 5 } } });
  expect(hcl).toContain('"a b"  = 1');
  expect(hcl).toContain('"for"  = 2');
  expect(hcl).toContain('"null" = 3');
  expect(hcl).toContain("ok     = 4");
  expect(hcl).toContain('"${x}" = 5');
});

test("a type that no package has is written by its looks", async () => {
  const hcl = await render(resource("acme_thing", { tags: { a: "b" }, rule: [{ n: 1 }], names: ["x"] }));
  expect(hcl).toContain("tags = {");
  expect(hcl).toContain("rule {\n    n = 1");
  expect(hcl).toContain('names = ["x"]');
});

const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((value) => !/\$|%|[\ud800-\udfff]/.test(value));
const key = fc
  .stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
  .filter((name) => !["for", "null", "true", "false"].includes(name));
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text.map((one) => one.normalize("NFC")),
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
}));

test("whatever is rendered is read back as it was", async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }), async (locals) => {
      const back = await parse("main.tf", await render({ locals }));
      expect(back.locals[0]).toEqual(JSON.parse(JSON.stringify(locals)));
    }),
    { numRuns: 60 },
  );
});

test("blocks of a real type are read back as they were", async () => {
  const parameter: JsonObject[] = [
    { name: "a", value: 'x"\\' },
    { name: "b", value: "2", apply_method: "immediate" },
  ];
  const body: JsonObject = { family: "mysql8.4", tags: { "a b": "c" }, parameter };
  const back = await parse("main.tf", await render(resource("aws_db_parameter_group", body)));
  expect(back.resource.aws_db_parameter_group.A[0]).toEqual(body);
});
