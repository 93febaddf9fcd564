import { Command } from "commander";
import { awsCli } from "../cli/aws-cli";
import { endWith } from "../cli/command";
import { exitCode, Failure } from "../cli/outcome";
import { loadEnvironment } from "../environments";
import { EnvironmentError } from "../environments/schema/problems";
import { synthesized } from "../stacks/synthesized";
import { stacksIn } from "../terraform/stacks";
import { Tree } from "../terraform/tree";
import type { World } from "./check";
import { get, publicDns } from "./outside";
import { asText, preflight, stops } from "./preflight";

interface Options {
  readonly environment: string;
  readonly live: boolean;
  readonly json: boolean;
}

function program(say: (text: string) => void, outside: Partial<World>): Command {
  return new Command("preflight")
    .description(
      "Asks AWS, DNS and the site whether a first deploy will work, or with --live whether people can be sent to it. Only reads.",
    )
    .option("--environment <name>", "environment", process.env.ENVIRONMENT || "dev")
    .option(
      "--live",
      "before go-live: service, certificates, records, aliases, mail, backups, alarms, robots, administrator",
      false,
    )
    .option("--json", "as JSON", false)
    .addHelpText(
      "after",
      "\nNeeds the AWS CLI and credentials that may read. Exit code 1: something would stop it; 0: nothing, warnings aside.",
    )
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(({ environment, live, json }: Options) => run(environment, { live, json, say, outside }));
}

interface Run {
  readonly live: boolean;
  readonly json: boolean;
  readonly say: (text: string) => void;
  readonly outside: Partial<World>;
}

async function run(name: string, { live, json, say, outside }: Run): Promise<void> {
  const environment = await loadEnvironment(name);
  const results = await preflight(
    {
      environment,
      tree: new Tree(await synthesized(environment, stacksIn)),
      aws: (region = environment.region) => awsCli(region),
      dns: publicDns(),
      web: get,
      now: () => new Date(),
      ...outside,
    },
    live,
  );
  say(json ? JSON.stringify(results, null, 2) : asText(results));
  if (stops(results) > 0) throw new Failure(live ? "not ready for people yet" : "a deploy would stop");
}

/** @returns the exit code */
export function main(
  args: readonly string[],
  say: (text: string) => void = console.log,
  outside: Partial<World> = {},
): Promise<number> {
  return exitCode(() => program(say, outside).parseAsync([...args], { from: "user" }), {
    explain: (error) => (error instanceof Failure || error instanceof EnvironmentError ? error.message : undefined),
  });
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
