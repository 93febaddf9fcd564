import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { endWith, newCommand, runCommand } from "../../cli/command";
import { typedPath } from "../../cli/places";
import { type JsonObject, printJson } from "../json";
import { terraformProgram } from "../program";
import { s3Backend } from "../remote-state";
import { readStacks } from "../stacks";
import { endingConfiguration, onlyAccount, providerVersions } from "./ending";
import { describeLeft, foreignKeys, leftStacks } from "./left-stacks";
import { StateBucket } from "./state-bucket";

const CONFIGURATION = "main.tf.json";
const SYNTHESIZED = "cdktf.out";

interface Options {
  /** Where cdktf wrote the stacks of the app. */
  readonly synthesized?: string;
}

/** Names the stacks that left the app, and writes for each what ends it. @throws {Failure} when nothing is synthesized */
function leftovers({ synthesized: typed }: Options): void {
  const synthesized = typed === undefined ? SYNTHESIZED : typedPath(typed);
  const stacks = readStacks(synthesized);
  const jsons = stacks.map(({ json }) => json);
  const program = terraformProgram();
  let found = 0;
  for (const backend of backendsOf(jsons)) {
    const bucket = new StateBucket(String(backend.bucket), String(backend.region));
    const states = new Map(foreignKeys(bucket.keys(), stacks).map((key) => [key, bucket.state(key)]));
    for (const left of leftStacks(states)) {
      found++;
      const directory = join(synthesized, "leftovers", left.name);
      const options = { backend, versions: providerVersions(jsons), account: onlyAccount(jsons) };
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, CONFIGURATION), printJson(endingConfiguration(left, options) as JsonObject));
      const place = `-chdir=${relative(process.cwd(), directory)}`;
      console.log(describeLeft(left));
      console.log(`  to end it: ${program} ${place} init && ${program} ${place} apply`);
    }
  }
  console.log(found === 0 ? "no stack has left the app" : "It shows what it destroys and waits for your yes.");
}

/** One backend of the stacks for each bucket. */
function backendsOf(stacks: readonly unknown[]): JsonObject[] {
  const all = stacks.map(s3Backend).filter((backend) => backend !== undefined);
  return [...new Map(all.map((backend) => [backend.bucket, backend])).values()];
}

const leftoversCommand = () =>
  newCommand(
    "leftovers",
    "Names the stacks whose resources are still there while the app has them no longer, and how to end them.",
  )
    .option("--synthesized <folder>", `where cdktf wrote the stacks of the environment (default: ${SYNTHESIZED})`)
    .action(leftovers);

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return runCommand(leftoversCommand(), args);
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
