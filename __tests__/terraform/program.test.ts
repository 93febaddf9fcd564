import { expect, test } from "vitest";
import { terraformName, terraformProgram } from "../../terraform/program";

test.each([
  [{}, "terraform", "Terraform"],
  [{ TERRAFORM_BINARY_NAME: "tofu" }, "tofu", "OpenTofu"],
  [{ TERRAFORM_BINARY_NAME: "/opt/tofu/bin/tofu-1.12" }, "/opt/tofu/bin/tofu-1.12", "OpenTofu"],
  [{ TERRAFORM_BINARY_NAME: "/opt/tofu/terraform" }, "/opt/tofu/terraform", "Terraform"],
] as [NodeJS.ProcessEnv, string, string][])("%j runs %s, which is %s", (env, program, name) => {
  expect([terraformProgram(env), terraformName(env)]).toEqual([program, name]);
});
