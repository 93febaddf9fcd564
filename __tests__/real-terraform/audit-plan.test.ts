import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { audit } from "../../audit/audit";
import { renderHcl } from "../../audit/hcl/document";
import { Shapes } from "../../audit/hcl/shapes";
import { awsProviderVersions, findProviderMirror } from "../../setup/aws-provider/mirror";
import { ProviderProcess } from "../../setup/aws-provider/process";
import { type JsonObject, objectOf } from "../../terraform/json";
import { installedPackages } from "../../terraform/provider-packages";
import { copyStack, type Plan, plan, startSecretsManager, writeOverride } from "../audit/support/real-plan";

const project = join(__dirname, "../..");
const mirror = findProviderMirror();
const scratch = mkdtempSync(join(tmpdir(), "audit-plan-"));
const folder = (environment: string): string => join(scratch, environment);
let server: Server;
const version = mirror ? (awsProviderVersions(mirror).at(-1) ?? "") : "";
let provider: ProviderProcess | undefined;
const env = () => ({ TF_CLI_CONFIG_FILE: "/dev/null", TF_REATTACH_PROVIDERS: provider?.reattach });

beforeAll(async () => {
  server = await startSecretsManager();
  if (mirror) provider = await ProviderProcess.start(scratch, mirror, version, {});
  for (const environment of ["dev", "production"]) {
    await audit({
      projectDirectory: project,
      environment,
      out: folder(environment),
      policy: false,
      signal: new AbortController().signal,
      progress: () => undefined,
    });
  }
});

afterAll(() => {
  server.close();
  provider?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

test("terraform fmt has nothing to change in the HCL", () => {
  for (const environment of ["dev", "production"]) {
    const hcl = join(folder(environment), "hcl");
    expect(execFileSync("terraform", ["fmt", "-check", "-recursive", "-diff", hcl], { encoding: "utf8" })).toBe("");
  }
});

test("the manifest's hashes are those that sha256sum finds", () => {
  const { files } = JSON.parse(readFileSync(join(folder("dev"), "manifest.json"), "utf8"));
  const plainFiles = Object.entries<{ sha256: string; link?: string }>(files).filter(([, { link }]) => !link);
  const sums = plainFiles.map(([path, { sha256 }]) => `${sha256}  ${path}\n`).join("");
  const checked = execFileSync("sha256sum", ["--check", "--quiet"], {
    cwd: folder("dev"),
    input: sums,
    encoding: "utf8",
  });
  expect(checked).toBe("");
});

describe.skipIf(!mirror)("with the real AWS provider, JSON and HCL are valid and plan the same", () => {
  test.each(["production-data"])("%s", async (stack) => {
    const [environment = ""] = stack.split("-");
    const document = read(environment, stack);
    const both: Plan[] = [];
    for (const kind of ["json", "hcl"]) {
      const directory = join(scratch, "plans", kind, stack);
      const file = kind === "json" ? "main.tf.json" : "main.tf";
      copyStack(join(folder(environment), kind, stack, file), directory);
      writeOverride(directory, document, version, server);
      both.push(await plan(directory, env()));
    }
    expectSamePlan(both);
  });

  test.each(["production-image"])("%s, what the AWS provider has of it", async (stack) => {
    const [environment = ""] = stack.split("-");
    const document = withoutDocker(read(environment, stack));
    const hcl = await renderHcl(document, new Shapes(installedPackages(project)));
    const both: Plan[] = [];
    for (const [file, text] of Object.entries({ "main.tf.json": JSON.stringify(document), "main.tf": hcl })) {
      const directory = join(scratch, "plans", file, stack);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, file), text);
      writeOverride(directory, document, version, server);
      both.push(await plan(directory, env()));
    }
    expectSamePlan(both);
  });
});

test("the image's context lies in the folder, where both forms of the stack find it", () => {
  const { resource } = read("dev", "dev-image");
  const [image] = Object.values(objectOf(objectOf(resource).terraform_data));
  const [, push] = objectOf(image).provisioner as readonly JsonObject[];
  const { CONTEXT: context, SCRIPT: script } = objectOf(objectOf(objectOf(push)["local-exec"]).environment);
  expect(context).toBe("../../project");
  expect(statSync(join(folder("dev"), "hcl", "dev-image", String(script))).mode & 0o100).not.toBe(0);
  expect(readdirSync(join(folder("dev"), "hcl", "dev-image", String(context), "image"))).toContain("Dockerfile");
  expect(readFileSync(join(folder("dev"), "hcl", "dev-image", "main.tf"), "utf8")).toContain('"../../project"');
});

function read(environment: string, stack: string): JsonObject {
  return JSON.parse(readFileSync(join(folder(environment), "json", stack, "main.tf.json"), "utf8"));
}

function expectSamePlan([json, hcl]: readonly Plan[]): void {
  expect(json?.resource_changes).not.toEqual([]);
  expect(hcl?.resource_changes).toEqual(json?.resource_changes);
  expect(hcl?.planned_values).toEqual(json?.planned_values);
  expect(hcl?.output_changes).toEqual(json?.output_changes);
}

/** The docker provider and the newest ephemeral types are not where only hashicorp/aws is. */
function withoutDocker(document: JsonObject): JsonObject {
  const { ephemeral: _, output: __, ...rest } = document;
  const { terraform_data: ___, ...resource } = objectOf(rest.resource);
  const { docker_registry_image: ____, ...data } = objectOf(rest.data);
  const { docker: _____, ...provider } = objectOf(rest.provider);
  const { aws: source = null } = objectOf(objectOf(rest.terraform).required_providers);
  const terraform = { ...objectOf(rest.terraform), required_providers: { aws: source } };
  return { ...rest, resource, data, provider, terraform };
}
