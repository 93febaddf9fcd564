/** The program that applies configurations: `tofu` in place of Terraform where TERRAFORM_BINARY_NAME says so, as cdktf reads it. */
export function terraformProgram(env: NodeJS.ProcessEnv = process.env): string {
  return env.TERRAFORM_BINARY_NAME || "terraform";
}
