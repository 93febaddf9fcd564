import { Command } from "commander";
import { LIMITS } from "../aws/limits";
import { type Aws, awsCli } from "../cli/aws-cli";
import { endWith } from "../cli/command";
import { exitCode, Failure } from "../cli/outcome";
import { LONGEST_STEM, physicalName } from "../constructs/names";
import { type Environment, loadEnvironment } from "../environments";
import { EnvironmentError } from "../environments/schema/problems";
import { type Sleeping, wake } from "./wake";

/** What the stacks name what off hours stop. */
export function sleepingOf({ project, name, service, database }: Environment): Sleeping {
  const stem = physicalName(LONGEST_STEM, project, name);
  const { scaling, desiredTasks, capacity } = service;
  return {
    cluster: stem,
    service: stem,
    tasks: scaling === undefined ? desiredTasks : { least: scaling.minTasks, most: scaling.maxTasks },
    database: {
      identifier: physicalName(LIMITS.database, project, name, "db"),
      isCluster: database.engine === "aurora-mysql",
    },
    instances:
      capacity.type === "ec2" && capacity.minInstances > 0
        ? { group: physicalName(LONGEST_STEM, project, name, "instances"), least: capacity.minInstances }
        : undefined,
    alarmPrefix: stem,
  };
}

interface Terminal {
  readonly aws: (region: string) => Aws;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

function program({ aws, say, signal }: Terminal): Command {
  return new Command("wake")
    .description(
      "Starts what schedule.offHours has stopped: database, instances, tasks, alarms. The next evening stops it again.",
    )
    .option("--environment <name>", "environment", process.env.ENVIRONMENT || "dev")
    .addHelpText("after", "\nNeeds the AWS CLI and credentials that may start these. After Ctrl-C run it again.")
    .allowExcessArguments(false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(async ({ environment: name }: { environment: string }) => {
      const environment = await loadEnvironment(name);
      if (environment.schedule.offHours === undefined)
        throw new Failure(`${name} has no schedule.offHours, so nothing of it was stopped by the clock`);
      await wake(sleepingOf(environment), { aws: aws(environment.region), say, signal });
    });
}

/** @returns the exit code */
export function main(args: readonly string[], terminal: Partial<Terminal> = {}): Promise<number> {
  const { aws = awsCli, say = console.log, signal = new AbortController().signal } = terminal;
  return exitCode(() => program({ aws, say, signal }).parseAsync([...args], { from: "user" }), {
    explain: (error) => (error instanceof Failure || error instanceof EnvironmentError ? error.message : undefined),
    interrupted: "interrupted; what was started goes on starting, and the same command goes on from there",
  });
}

if (require.main === module) {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort());
  endWith(main(process.argv.slice(2), { signal: controller.signal }));
}
