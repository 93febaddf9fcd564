import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { childEnvironment } from "../../../rehearsal/run/child-environment";

const directory = mkdtempSync(join(tmpdir(), "child-environment-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("leads no child to real AWS, nor to the person's own Terraform settings", () => {
  vi.stubEnv("AWS_PROFILE", "customer");
  vi.stubEnv("TF_CLI_ARGS", "-lock=false");
  const child = childEnvironment({ directory, environment: "dev", awsEndpoint: "http://127.0.0.1:5000" });
  vi.unstubAllEnvs();
  expect(child).not.toHaveProperty("AWS_PROFILE");
  expect(child).not.toHaveProperty("TF_CLI_ARGS");
  expect(child).toMatchObject({ ENVIRONMENT: "dev", AWS_ENDPOINT_URL: "http://127.0.0.1:5000" });
  expect(child.AWS_ACCESS_KEY_ID).toBe("rehearsal");
});

test("a provider that the mirror has is not asked of the registry", () => {
  const mirror = join(directory, "mirror");
  mkdirSync(join(mirror, "registry.terraform.io/kreuzwerker/docker/3.6.2/linux_amd64"), { recursive: true });
  const { TF_CLI_CONFIG_FILE: file = "" } = childEnvironment({ directory, mirror });
  const settings = readFileSync(file, "utf8");
  expect(settings).toContain(`path = "${mirror}"`);
  expect(settings).toContain('exclude = ["registry.terraform.io/kreuzwerker/docker"]');
});

test("a file in the place of its folder is said", () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  expect(() => childEnvironment({ directory: join(file, "settings") })).toThrow(
    `the folder of a rehearsal must be a folder that can be written, got ${join(file, "settings")}: ENOTDIR`,
  );
});
