import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentNames, loadEnvironment } from "../../environments";
import { packageSchema } from "../../rehearsal/provider-double/package-schema";
import { awsProviderVersions, findProviderMirror, writeCliConfig } from "../../setup/aws-provider/mirror";
import type { ProviderPackage } from "../../terraform/provider-packages";
import { synthApp } from "../support/synth-app";
import { publishedPackage } from "./support/published-package";
import { type RealBlock, schemaDifferences } from "./support/schema-differences";

/** The npm package whose classes were made from a given version of hashicorp/aws. */
const PACKAGE_OF_PROVIDER: Readonly<Record<string, string>> = { "5.100.0": "20.1.0" };

/** Holds itself, so the typings leave it untyped and the rehearsal takes what the configuration writes. */
const RECURSIVE = "aws_wafv2_web_acl.rule.statement";

const mirror = findProviderMirror();
const version =
  mirror === undefined ? undefined : awsProviderVersions(mirror).find((one) => one in PACKAGE_OF_PROVIDER);
if (version === undefined) {
  console.warn("no mirror with a hashicorp/aws whose npm package is known: the comparison of schemas is skipped");
}

describe.skipIf(version === undefined)(`schemas derived from npm beside hashicorp/aws ${version}`, () => {
  let types: string[];
  let derived: ProviderPackage;
  let real: Record<string, { block: RealBlock }>;
  const directory = mkdtempSync(join(tmpdir(), "provider-schema-"));

  beforeAll(async () => {
    const apps = await Promise.all(environmentNames().map(async (name) => synthApp(await loadEnvironment(name))));
    const used = apps.flatMap((stacks) => Object.values(stacks).flatMap(({ resource }) => Object.keys(resource)));
    types = [...new Set(used)].filter((type) => type.startsWith("aws_")).sort();
    const npmVersion = PACKAGE_OF_PROVIDER[version as string] as string;
    derived = {
      packageName: "@cdktf/provider-aws",
      packageVersion: npmVersion,
      source: "hashicorp/aws",
      name: "aws",
      version: version as string,
      directory: await publishedPackage("@cdktf/provider-aws", npmVersion),
    };
    real = realSchemas(directory, mirror as string, version as string);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test("say the same of every type that the shipped environments use", () => {
    expect(types.length).toBeGreaterThan(40);
    const differences = types.flatMap((type) =>
      schemaDifferences(packageSchema(derived, "resource", type), real[type]?.block ?? {}, type),
    );
    expect(differences.filter((difference) => !difference.startsWith(RECURSIVE))).toEqual([]);
  });
});

function realSchemas(directory: string, from: string, providerVersion: string): Record<string, { block: RealBlock }> {
  const configuration = {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: providerVersion } } },
  };
  writeFileSync(join(directory, "main.tf.json"), JSON.stringify(configuration));
  const env = { PATH: process.env.PATH, HOME: directory, TF_CLI_CONFIG_FILE: writeCliConfig(directory, from) };
  execFileSync("terraform", ["init", "-input=false"], { cwd: directory, env });
  const text = execFileSync("terraform", ["providers", "schema", "-json"], { cwd: directory, env, maxBuffer: 2 ** 28 });
  return JSON.parse(text.toString()).provider_schemas["registry.terraform.io/hashicorp/aws"].resource_schemas;
}
