import { basename } from "node:path";

/** Bytes that a program may write of a state; one of many resources is some megabytes long. */
export const LONGEST_STATE_BYTES = 256 * 1024 * 1024;

/** The program that applies configurations: `tofu` in place of Terraform where TERRAFORM_BINARY_NAME says so, as cdktf reads it. */
export function terraformProgram(env: NodeJS.ProcessEnv = process.env): string {
  return env.TERRAFORM_BINARY_NAME || "terraform";
}

/** What people call it. */
export const terraformName = (env: NodeJS.ProcessEnv = process.env): "OpenTofu" | "Terraform" =>
  basename(terraformProgram(env)).startsWith("tofu") ? "OpenTofu" : "Terraform";
