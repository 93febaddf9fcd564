import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../cli/outcome";
import { terraformProgram } from "../../terraform/program";
import { motoProgram } from "../state-backend/moto";

/** The first Terraform, and the first OpenTofu, with write-only arguments and the S3 backend's own lock file. */
const LEAST = [1, 11] as const;

/** @throws {Failure} that names what is missing and how to get it */
export function checkPrerequisites(projectDirectory: string, env: NodeJS.ProcessEnv): void {
  if (!existsSync(join(projectDirectory, "node_modules", ".bin", "cdktf"))) {
    throw new Failure("cdktf is not installed: run ./setup.sh");
  }
  const version = terraformVersion(env);
  if (!isEnough(version)) {
    throw new Failure(
      `${terraformProgram(env)} ${version} is too old, ${LEAST.join(".")} or newer is needed: run ./setup.sh`,
    );
  }
  if (!existsSync(motoProgram(projectDirectory))) {
    throw new Failure("moto, which keeps the rehearsal's state, is not in .venv (it needs Python 3): run ./setup.sh");
  }
}

function terraformVersion(env: NodeJS.ProcessEnv): string {
  try {
    return JSON.parse(
      execFileSync(terraformProgram(env), ["version", "-json"], {
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ).terraform_version;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Failure(`${terraformProgram(env)} is not installed: run ./setup.sh`);
    throw new Failure(`\`${terraformProgram(env)} version\` fails: ${error instanceof Error ? error.message : error}`);
  }
}

export function isEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}
