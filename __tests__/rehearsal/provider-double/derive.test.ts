import { join } from "node:path";
import { expect, test } from "vitest";
import { packageSchema } from "../../../rehearsal/provider-double/package-schema";
import type { Value } from "../../../rehearsal/provider-double/value";
import { installedPackages } from "../../../terraform/provider-packages";

const packages = new Map(installedPackages(join(__dirname, "../../..")).map((one) => [one.name, one]));

function schema(kind: "resource" | "data" | "provider", type: string, read: string[] = []) {
  const from = packages.get(type.split("_")[0] ?? "");
  if (!from) throw new Error(`no package for ${type}`);
  return packageSchema(from, kind, type, { read: new Set(read) });
}

test("names the provider that a package was generated from", () => {
  expect(packages.get("aws")).toMatchObject({ source: "registry.terraform.io/hashicorp/aws", version: "6.25.0" });
  expect(packages.get("docker")).toMatchObject({
    source: "registry.terraform.io/kreuzwerker/docker",
    version: "3.6.2",
  });
});

test("takes an argument without reset for required and a property without setter for computed", () => {
  const { attributes } = schema("resource", "aws_db_instance");
  expect(attributes.instance_class).toEqual({ type: "string", required: true });
  expect(attributes.allocated_storage).toEqual({ type: "number", optional: true });
  expect(attributes.endpoint).toEqual({ type: "string", computed: true });
});

test("marks write-only and secret arguments", () => {
  const { attributes } = schema("resource", "aws_db_instance");
  expect(attributes.password_wo).toEqual({ type: "string", optional: true, writeOnly: true, sensitive: true });
  expect(attributes.password).toMatchObject({ sensitive: true });
  expect(attributes.password_wo_version).toEqual({ type: "number", optional: true });
});

test("tells blocks of one, many, sets and single objects apart", () => {
  const { blocks } = schema("resource", "aws_ecs_service");
  expect(blocks.network_configuration).toMatchObject({ nesting: "list", minItems: 0, maxItems: 1 });
  expect(blocks.load_balancer).toMatchObject({ nesting: "set", maxItems: 0 });
  expect(blocks.ordered_placement_strategy).toMatchObject({ nesting: "list", maxItems: 0 });
  expect(blocks.timeouts).toMatchObject({ nesting: "single" });
});

test("requires nested blocks that the provider requires", () => {
  const { blocks } = schema("resource", "aws_s3_bucket_server_side_encryption_configuration");
  expect(blocks.rule).toMatchObject({ nesting: "set", minItems: 1 });
});

test("keeps blocks that are attributes as attributes", () => {
  const { attributes, blocks } = schema("resource", "aws_security_group", ["ingress"]);
  expect(blocks.ingress).toBeUndefined();
  expect(attributes.ingress).toMatchObject({ optional: true, type: ["set", ["object", { from_port: "number" }]] });
});

test("reads computed lists of objects and computed maps", () => {
  expect(schema("resource", "aws_acm_certificate").attributes.domain_validation_options).toEqual({
    computed: true,
    type: [
      "set",
      [
        "object",
        {
          domain_name: "string",
          resource_record_name: "string",
          resource_record_type: "string",
          resource_record_value: "string",
        },
      ],
    ],
  });
  expect(schema("resource", "aws_appsync_graphql_api").attributes.uris).toEqual({
    computed: true,
    type: ["map", "string"],
  });
});

test("treats what an expression reads without setting it as filled in by AWS", () => {
  expect(schema("resource", "aws_db_instance").attributes.identifier).toEqual({ type: "string", optional: true });
  expect(schema("resource", "aws_db_instance", ["identifier"]).attributes.identifier).toEqual({
    type: "string",
    optional: true,
    computed: true,
  });
});

test("finds data sources and the provider's own configuration", () => {
  expect(schema("data", "aws_iam_policy_document").blocks.statement).toMatchObject({ nesting: "list" });
  expect(schema("provider", "aws").blocks.default_tags).toMatchObject({
    nesting: "list",
    block: { attributes: { tags: { type: ["map", "string"], optional: true } } },
  });
  expect(schema("resource", "docker_image").blocks.build).toMatchObject({ nesting: "set", maxItems: 1 });
});

test("refuses a type that the package does not have", () => {
  expect(() => schema("resource", "aws_no_such_thing")).toThrow(
    "resource aws_no_such_thing is not in registry.terraform.io/hashicorp/aws 6.25.0",
  );
});

test("takes from the configuration what the typings leave untyped: blocks that hold their own kind", () => {
  const from = packages.get("aws");
  if (!from) throw new Error("no package for aws");
  const label = { label_match_statement: { scope: "LABEL", key: "a:b" } };
  const rule: Value = [
    { name: "a", statement: { not_statement: { statement: [{ or_statement: { statement: [label, label] } }] } } },
    { name: "b", statement: { geo_match_statement: { country_codes: ["AQ"] } } },
  ];
  const { blocks } = packageSchema(from, "resource", "aws_wafv2_web_acl", { written: [{ name: "acl", rule }] });
  const statement = blocks.rule?.block.blocks.statement;
  expect(statement).toMatchObject({ nesting: "list", maxItems: 1 });
  expect(Object.keys(statement?.block.blocks ?? {})).toEqual(["not_statement", "geo_match_statement"]);
  expect(statement?.block.blocks.geo_match_statement?.block.attributes).toEqual({
    country_codes: { type: ["list", "string"], optional: true },
  });
  expect(JSON.stringify(statement)).toContain('"key":{"type":"string","optional":true}');
});
