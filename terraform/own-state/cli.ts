import { rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { endWith, environmentName, newCommand, runCommand } from "../../cli/command";
import { Failure } from "../../cli/outcome";
import { typedPath } from "../../cli/places";
import { readStacks } from "../stacks";
import { synthesize } from "../synthesize";
import { toBucket, toFile } from "./move";
import { storeStack } from "./store-stack";
import { RemoteState } from "./terraform";

interface Options {
  readonly environment?: string;
  readonly back?: boolean;
  readonly synthesized?: string;
}

const OUTPUT = "cdktf.out";

/** @returns where the stacks lie @throws {Failure} with what the app said, {Interrupted} after Ctrl-C */
async function synthesizeHere(environment: string | undefined): Promise<string> {
  const outDirectory = resolve(OUTPUT);
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.on("SIGINT", onSignal);
  try {
    await synthesize({ projectDirectory: process.cwd(), outDirectory, environment, signal: interrupt.signal });
  } finally {
    process.off("SIGINT", onSignal);
  }
  return outDirectory;
}

/** Moves the state of the stack that makes the state bucket, and says what it did. @throws {Failure} when the setting says otherwise */
async function migrate({ environment, back = false, synthesized }: Options): Promise<void> {
  const folder = synthesized === undefined ? await synthesizeHere(environment) : typedPath(synthesized);
  const { stack, backend, keeps } = storeStack(readStacks(folder));
  const wanted = back ? "file" : "bucket";
  if (keeps !== wanted) {
    throw new Failure(
      `${stack.name} keeps its state in the ${keeps}: write state.own: "${wanted}" into the environment file first`,
    );
  }
  const file = join(dirname(folder), `${stack.name}.tfstate`);
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
    .option("--environment <name>", "environment to synthesize (default: $ENVIRONMENT, or dev)", environmentName)
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
