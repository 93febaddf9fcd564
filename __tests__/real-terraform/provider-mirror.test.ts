import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { awsProviderVersions, findProviderMirror, writeCliConfig } from "../../setup/aws-provider/mirror";

let directory: string;
let aws: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "mirror-"));
  aws = join(directory, "registry.terraform.io/hashicorp/aws");
  mkdirSync(aws, { recursive: true });
  vi.stubEnv("TF_PROVIDER_MIRROR", directory);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

test("versions are read from the unpacked and the packed layout, newest last", () => {
  mkdirSync(join(aws, "5.9.0", "linux_amd64"), { recursive: true });
  mkdirSync(join(aws, "5.100.0", "linux_amd64"), { recursive: true });
  writeFileSync(join(aws, "terraform-provider-aws_6.25.0_linux_amd64.zip"), "");
  writeFileSync(join(aws, "index.json"), "{}");
  expect(awsProviderVersions(directory)).toEqual(["5.9.0", "5.100.0", "6.25.0"]);
  expect(findProviderMirror()).toBe(directory);
});

test("a named mirror without the provider is an error that names it", () => {
  expect(() => findProviderMirror()).toThrow(`got ${directory}`);
});

test("the CLI configuration takes from the mirror what it holds and nothing else", () => {
  mkdirSync(join(directory, "registry.terraform.io/kreuzwerker/docker"), { recursive: true });
  const text = readFileSync(writeCliConfig(directory, directory), "utf8");
  const held = '["registry.terraform.io/hashicorp/aws", "registry.terraform.io/kreuzwerker/docker"]';
  expect(text).toContain(`path    = ${JSON.stringify(directory)}\n    include = ${held}`);
  expect(text).toContain(`direct {\n    exclude = ${held}`);
});
