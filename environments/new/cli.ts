import { join, relative } from "node:path";
import type { Command } from "commander";
import { endWith, newCommand, runCommand } from "../../cli/command";
import { Failure } from "../../cli/outcome";
import { EnvironmentError } from "../schema/problems";
import { newEnvironment } from "./new-environment";
import { type Prompt, promptOn } from "./prompt";
import type { Answers } from "./questions";

type Options = Omit<Answers, "domain"> & {
  readonly from: string;
  /** False stands for --no-domain. */
  readonly domain?: string | false;
};

const HELP = "help: docs/troubleshooting.md#before-anything-is-deployed";

export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  /** Folder of the environment files. */
  readonly directory: string;
}

function program(terminal: Terminal): Command {
  return newCommand(
    "new-environment",
    "Makes an environment as a copy of another, asks for what is its own, and checks it before it is written.",
  )
    .argument("<name>", "name of the new environment, and of its file in environments/")
    .option("--from <environment>", "the environment to copy", "dev")
    .option("--account <id>", "AWS account id, twelve digits")
    .option("--region <region>", "AWS region, such as eu-west-1")
    .option(
      "--zones <zones>",
      "Availability Zones with commas between (default: those of the copied one, in the region)",
    )
    .option("--title <title>", "title of the site")
    .option("--admin-email <address>", "the administrator's e-mail address")
    .option("--domain <name>", "host name of the site; it then answers over HTTPS")
    .option("--no-domain", "plain HTTP at the load balancer's own name")
    .option("--hosted-zone <id>", 'Route 53 hosted zone that holds the domain; "" when DNS is kept elsewhere')
    .addHelpText("after", "\nWhat is not given is asked for on a terminal, and takes its default elsewhere.")
    .configureOutput({ writeOut: (text) => terminal.output.write(text) })
    .action((name: string, options: Options) => run(name, options, terminal));
}

async function run(name: string, { from, domain, ...given }: Options, terminal: Terminal): Promise<void> {
  const { input, output, directory } = terminal;
  const prompt: Prompt | undefined = input.isTTY ? promptOn(input, output) : undefined;
  const answers: Answers = { ...given, ...(domain === undefined ? {} : { domain: domain || "" }) };
  try {
    const file = await newEnvironment({ name, from, answers, prompt, directory });
    output.write(nextSteps(name, relative(process.cwd(), file)));
  } finally {
    prompt?.close();
  }
}

function nextSteps(name: string, file: string): string {
  return [
    `${file} is written. Next:`,
    `  npm run rehearse -- --environment ${name}`,
    "      deploys and destroys it on this machine; nothing reaches AWS",
    `  npm start -- --environment ${name}`,
    "      serves its WordPress at http://localhost:8080",
    `  ENVIRONMENT=${name} npx cdktf deploy ${name}-state`,
    "      begins the real deployment: docs/operations.md#first-deploy has every step",
    `All settings: environments/schema/. Change ${file} as you like; a mistake is refused before anything is deployed.`,
    "",
  ].join("\n");
}

/** @returns the exit code */
export function main(args: readonly string[], terminal: Terminal): Promise<number> {
  return runCommand(program(terminal), args, {
    explain: (error) => {
      if (error instanceof Failure) return `${error.message}\n${HELP}`;
      // What is wrong with an environment says so itself.
      return error instanceof EnvironmentError ? error.message : undefined;
    },
    interrupted: "\ninterrupted; nothing is written",
  });
}

if (require.main === module) {
  endWith(
    main(process.argv.slice(2), { input: process.stdin, output: process.stdout, directory: join(__dirname, "..") }),
  );
}
