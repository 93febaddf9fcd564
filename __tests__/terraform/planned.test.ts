// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform references, not JavaScript templates
import { expect, test } from "vitest";
import { type Plan, plannedConfiguration } from "../../terraform/planned";

const managed = (address: string, type: string, name: string, values: object) => ({
  address,
  mode: "managed" as const,
  type,
  name,
  values: { ...values },
});

const plan: Plan = {
  planned_values: {
    root_module: {
      resources: [
        managed('aws_s3_bucket.site["Media"]', "aws_s3_bucket", "site", { bucket: "site-Media", tags: null }),
        managed("aws_lb.main", "aws_lb", "main", { subnets: ["subnet-1"], access_logs: [{ enabled: true }] }),
        { ...managed("data.aws_vpc.main", "aws_vpc", "main", {}), mode: "data" },
      ],
      child_modules: [
        { resources: [managed("module.data.aws_db_instance.main", "aws_db_instance", "main", { engine: "mysql" })] },
      ],
    },
  },
  resource_changes: [
    {
      address: "aws_lb.main",
      change: { after_unknown: { security_groups: [true], access_logs: [{ bucket: true }], arn: true, name: true } },
    },
    { address: "module.data.aws_db_instance.main", change: { after_unknown: { kms_key_id: true, address: true } } },
  ],
  configuration: {
    provider_config: {
      aws: { name: "aws", expressions: { region: { constant_value: "eu-west-1" } } },
      "aws.east": { name: "aws", alias: "east", expressions: { region: { constant_value: "us-east-1" } } },
    },
    root_module: {
      resources: [
        { address: "aws_s3_bucket.site", provider_config_key: "aws.east" },
        {
          address: "aws_lb.main",
          provider_config_key: "aws",
          depends_on: ["aws_s3_bucket.site"],
          expressions: {
            name: { references: ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs", "var.suffix"] },
            access_logs: [{ bucket: { references: ["aws_s3_bucket.logs.id", "aws_s3_bucket.logs"] } }],
          },
        },
      ],
      module_calls: {
        data: {
          module: {
            resources: [
              {
                address: "aws_db_instance.main",
                expressions: {
                  engine: { constant_value: "mysql" },
                  kms_key_id: { references: ["aws_kms_key.main.arn", "aws_kms_key.main"] },
                },
              },
            ],
          },
        },
      },
    },
  },
};

test("each instance is a resource, in the region of its provider, without what is not written", () => {
  const { resource, provider } = plannedConfiguration(plan);
  expect(resource).toMatchObject({
    aws_s3_bucket: { 'site["Media"]': { bucket: "site-Media", provider: "aws.east" } },
  });
  expect(JSON.stringify(resource)).not.toContain("null");
  expect(JSON.stringify(resource)).not.toContain("aws_vpc");
  expect(provider).toEqual({ aws: [{ region: "eu-west-1" }, { region: "us-east-1", alias: "east" }] });
});

test("what is known after the apply refers to where it comes from, or is unknown", () => {
  const { resource } = plannedConfiguration(plan);
  expect(resource).toMatchObject({
    aws_lb: {
      main: {
        subnets: ["subnet-1"],
        access_logs: [{ enabled: true, bucket: "${aws_s3_bucket.logs.id}" }],
        name: "${known_after.apply.value}",
        depends_on: ["aws_s3_bucket.site"],
      },
    },
    aws_db_instance: { "data.main": { engine: "mysql", kms_key_id: "${aws_kms_key.main.arn}" } },
  });
  expect(JSON.stringify(resource), "computed by AWS").not.toMatch(/"(arn|address)"/);
});

test("what AWS computed for a resource that is there is not taken for what is written", () => {
  const values = { name: "site", name_prefix: "", access_logs: [{ bucket: "logs" }] };
  const { resource } = plannedConfiguration({
    planned_values: { root_module: { resources: [managed("aws_lb.main", "aws_lb", "main", values)] } },
    configuration: {
      root_module: { resources: [{ address: "aws_lb.main", expressions: { name: { constant_value: "site" } } }] },
    },
  });
  expect(resource).toEqual({ aws_lb: { main: { name: "site", access_logs: [{ bucket: "logs" }] } } });
});

test("empty texts in blocks are what a provider says of arguments that nobody wrote", () => {
  const volume = [{ name: "files", host_path: "" }];
  const task = managed("aws_ecs_task_definition.main", "aws_ecs_task_definition", "main", { family: "", volume });
  expect(plannedConfiguration({ planned_values: { root_module: { resources: [task] } } }).resource).toEqual({
    aws_ecs_task_definition: { main: { family: "", volume: [{ name: "files" }] } },
  });
});
