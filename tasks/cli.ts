import { awsCli } from "../cli/aws-cli";
import { endWith } from "../cli/command";
import { exitCode, Failure } from "../cli/outcome";
import { LONGEST_STEM, physicalName } from "../constructs/names";
import { loadEnvironment } from "../environments";
import { EnvironmentError } from "../environments/schema/problems";
import { runInLocalTask } from "./local-task";
import { runOneOffTask } from "./one-off-task";
import { awsOf, refuseAlone, sayWhatWasReal } from "./transfer/rehearsed";

const HELP = {
  wp: `Usage: npm run wp -- [--environment NAME [--rehearsed]] WORDS…

Runs WP-CLI: npm run wp -- plugin list

Without --environment it runs in the task of npm start. With it, it runs on AWS as one more task of the service's definition; what it
writes and its exit code come back, and CloudTrail has the call (RunTask) with who made it. --rehearsed takes the environment that npm start
runs on this machine in place of AWS. Options go before the words.`,
  administrator: `Usage: npm run administrator -- [--environment NAME [--rehearsed]] [--user=LOGIN] [--email=ADDRESS]

Sets the administrator's password to the one in the secret WP_ADMIN_PASSWORD, and makes the administrator when there is none.

Without --environment it works in the task of npm start. With it, on AWS, as one more task of the service's definition; with
--rehearsed, on the environment that npm start runs on this machine in place of AWS.`,
};

type Command = keyof typeof HELP;

const COMMANDS: Readonly<Record<Command, readonly string[]>> = {
  wp: ["wp"],
  administrator: ["wp-image", "administrator"],
};

interface Arguments {
  readonly environment?: string;
  readonly isRehearsed: boolean;
  readonly words: readonly string[];
  readonly help: boolean;
}

/** Our own options stand in front; the first word that is none begins the command's own. @throws {Failure} */
export function read(words: readonly string[]): Arguments {
  const [first = "", second] = words;
  if (first === "--help" || first === "-h") return { words: [], isRehearsed: false, help: true };
  if (first === "--rehearsed") return { ...read(words.slice(1)), isRehearsed: true };
  const [, joined] = /^--environment=(.*)$/.exec(first) ?? [];
  if (first !== "--environment" && joined === undefined) return { words, isRehearsed: false, help: false };
  const name = joined ?? second;
  if (name === undefined || name === "")
    throw new Failure("--environment must be followed by the name of an environment");
  const { help, ...rest } = read(words.slice(joined === undefined ? 2 : 1));
  return { ...rest, help, environment: name };
}

async function onAws(
  environmentName: string,
  rehearsedIn: string | undefined,
  command: readonly string[],
): Promise<number> {
  const { project, name, region } = await loadEnvironment(environmentName);
  const stem = physicalName(LONGEST_STEM, project, name);
  const interrupt = new AbortController();
  const onSignal = () => interrupt.abort();
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const { exitCode } = await runOneOffTask({
      aws: awsCli(region, awsOf(name, rehearsedIn)),
      service: { cluster: stem, name: stem },
      command,
      onLine: (line) => console.log(line),
      onProgress: (text) => console.error(text),
      signal: interrupt.signal,
    });
    sayWhatWasReal(rehearsedIn !== undefined);
    return exitCode;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

/** @returns the exit code: that of the command, 1 when it did not run, 2 for wrong arguments, 130 after Ctrl-C */
export async function main(
  [name = "", ...words]: readonly string[],
  projectDirectory = process.cwd(),
): Promise<number> {
  const command = name as Command;
  const run = async (): Promise<number> => {
    const { environment, isRehearsed, words: own, help } = read(words);
    refuseAlone(isRehearsed, environment);
    if (help || (command === "wp" && own.length === 0)) {
      process.stdout.write(`${HELP[command]}\n`);
      return help ? 0 : 2;
    }
    const full = [...COMMANDS[command], ...own];
    if (environment === undefined) return runInLocalTask(projectDirectory, full);
    return onAws(environment, isRehearsed ? projectDirectory : undefined, full);
  };
  let code = 0;
  const failed = await exitCode(
    async () => {
      code = await run();
    },
    {
      explain: (error) => (error instanceof Failure || error instanceof EnvironmentError ? error.message : undefined),
    },
  );
  return failed || code;
}

if (require.main === module) {
  endWith(main(process.argv.slice(2)));
}
