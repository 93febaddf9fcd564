import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const SCRIPT = join(__dirname, "..", "..", "setup", "terraform.sh");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "setup-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs the check with a program that says its version. */
function check(program: string, version: string | undefined, binary?: string) {
  if (version !== undefined) {
    const file = join(directory, program);
    writeFileSync(file, `#!/bin/sh\necho '{ "terraform_version": "${version}" }'\n`);
    chmodSync(file, 0o755);
  }
  const env = {
    PATH: `${directory}:/usr/bin:/bin`,
    ...(binary === undefined ? {} : { TERRAFORM_BINARY_NAME: binary }),
  };
  const { status, stdout, stderr } = spawnSync("bash", [SCRIPT], { env, encoding: "utf8" });
  return { status, said: `${stdout}${stderr}`.trim() };
}

test("Terraform, or OpenTofu where TERRAFORM_BINARY_NAME says so, is named with its version and place", () => {
  expect(check("terraform", "1.11.4")).toEqual({
    status: 0,
    said: `terraform: Terraform 1.11.4 (${join(directory, "terraform")})`,
  });
  expect(check("tofu", "1.12.6", "tofu")).toEqual({
    status: 0,
    said: `terraform: OpenTofu 1.12.6 (${join(directory, "tofu")})`,
  });
});

test("what is missing or too old is said, with the page of the program that is wanted", () => {
  expect(check("tofu", undefined, "tofu")).toEqual({
    status: 1,
    said: "terraform: tofu is not installed; OpenTofu 1.11.0 or newer is needed: https://opentofu.org/docs/intro/install/",
  });
  expect(check("tofu", "1.10.6", "tofu").said).toMatch(/tofu is 1\.10\.6; OpenTofu 1\.11\.0 or newer .*opentofu\.org/);
  expect(check("terraform", "1.9.0").said).toMatch(/is 1\.9\.0; Terraform 1\.11\.0 or newer .*hashicorp/);
});
