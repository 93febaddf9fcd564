import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { endWith, newCommand, runCommand } from "../../cli/command";
import { Failure } from "../../cli/outcome";
import { readStacks } from "../stacks";
import { toBucket, toFile } from "./move";
import { storeStack } from "./store-stack";
import { RemoteState } from "./terraform";

interface Options {
  readonly environment?: string;
  readonly back?: boolean;
  readonly synthesized?: string;
}

const OUTPUT = "cdktf.out";

/** @throws {Failure} with what the app said */
function synthesize(environment: string): string {
  const output = resolve(OUTPUT);
  const { status, stdout, stderr } = spawnSync("npx", ["cdktf", "synth", "--output", output], {
    encoding: "utf8",
    env: { ...process.env, ENVIRONMENT: environment, CI: "1" },
  });
  if (status !== 0) throw new Failure(`cdktf synth failed\n${stdout}${stderr}`);
  return output;
}

/** Moves the state of the stack that makes the state bucket, and says what it did. @throws {Failure} when the setting says otherwise */
function migrate({ environment, back = false, synthesized }: Options): void {
  const folder = synthesized ?? synthesize(environment ?? process.env.ENVIRONMENT ?? "dev");
  const { stack, backend, keeps } = storeStack(readStacks(folder));
  const wanted = back ? "file" : "bucket";
  if (keeps !== wanted) {
    throw new Failure(
      `${stack.name} keeps its state in the ${keeps}: write state.own: "${wanted}" into the environment file first`,
    );
  }
  const file = join(dirname(resolve(folder)), `${stack.name}.tfstate`);
  const remote = RemoteState.open(backend);
  try {
    console.log(`${stack.name}: ${(back ? toFile : toBucket)(file, remote)}`);
  } finally {
    remote.close();
  }
  // Terraform's note of the backend from before, at which the next init would stop.
  rmSync(join(stack.directory, ".terraform", "terraform.tfstate"), { force: true });
}

const program = () =>
  newCommand(
    "migrate-state",
    "Moves the state of the stack that makes the state bucket from its file into the bucket, as state.own of the environment says.",
  )
    .option("--environment <name>", "environment to synthesize (default: $ENVIRONMENT, or dev)")
    .option("--back", "from the bucket into the file")
    .option("--synthesized <folder>", "where cdktf wrote the stacks already, in place of a synth")
    .action(migrate);

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return runCommand(program(), args, {
    interrupted: "interrupted: the state is where it was, or in both places; run the command again",
  });
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
