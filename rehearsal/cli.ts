import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { endWith } from "../cli/command";
import { exitCode, Failure } from "../cli/outcome";
import { readerGone } from "../cli/outputs";
import { typedPath } from "../cli/places";
import { USUAL } from "../cli/running-site";
import { database, shell } from "./commands/inside";
import { logs } from "./commands/logs";
import { written } from "./commands/mails";
import { open } from "./commands/open";
import { rehearse } from "./commands/rehearse";
import { rehearseUpgrade } from "./commands/rehearse-upgrade";
import { restoreDrill } from "./commands/restore-drill";
import { LOSE_DATA, start } from "./commands/start";
import { stop } from "./commands/stop";
import { meantEnvironment, whatRuns } from "./commands/where";
import { XDEBUG_MODES } from "./effects/ecs/xdebug";
import { ask } from "./run/control";
import { explain } from "./run/failure";

const NAME = /^[a-z0-9][a-z0-9-]*$/;
const HIGHEST_PORT = 65_535;
const TROUBLESHOOTING = "docs/troubleshooting.md";

function name(value: string): string {
  if (NAME.test(value)) return value;
  throw new InvalidArgumentError("small letters, digits and hyphens only.");
}

function port(value: string): number {
  const number = /^\d+$/.test(value) ? Number(value) : 0;
  if (number > 0 && number <= HIGHEST_PORT) return number;
  throw new InvalidArgumentError(`a number from 1 to ${HIGHEST_PORT}.`);
}

function livePaths(live: true | string[] | undefined): string[] | undefined {
  return live === true ? [] : live?.map(typedPath);
}

function siteAddress(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // Of an address with a path, a login or a query, nobody would know what becomes of them.
  if (url?.protocol === "https:" && `${url.origin}/` === url.href && !/[:[]/.test(url.hostname)) return url.origin;
  throw new InvalidArgumentError("the address of a site by https, without a path, such as https://www.example.com.");
}

function mailNumber(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("the number of a mail in the list, from 1.");
}

function program(): Command {
  const projectDirectory = process.cwd();
  const root = new Command("rehearsal").enablePositionalOptions().exitOverride();
  const command = (text: string, description: string) =>
    root
      .command(text)
      .description(description)
      .allowExcessArguments(false)
      .showHelpAfterError("Run with --help for the options.")
      .exitOverride();
  const real = () =>
    new Option(
      "--real <provider...>",
      "use the real provider, from the registry or TF_PROVIDER_MIRROR, instead of its double",
    );
  const environment = () => new Option("--environment <name>", "environment").default(USUAL).argParser(name);
  const running = () =>
    new Option("--environment <name>", "one of several that run (default: the only one, else dev)").argParser(name);
  const asked = (environmentName: string | undefined, request: string) =>
    ask(whatRuns(projectDirectory, environmentName), request, console.log);

  command(
    "rehearse",
    "Deploys every stack with real Terraform on doubles of its providers, plans again, and destroys. Nothing reaches AWS.",
  )
    .addOption(environment())
    .option("--stack <name>", "one stack only, with the stacks it needs", name)
    .addOption(real())
    .option("--keep", "leave everything deployed until Ctrl-C instead of destroying it", false)
    .option("--unjudged", "list each planned value that no rule could judge, and what it comes from", false)
    .option("--from <commit>", "deploy this commit first, then the working tree on its state: what does an upgrade do?")
    .option("--to <commit>", "deploy this commit after the working tree: what does going back do?")
    .option("--lose-data", "with --from or --to: data may be replaced or destroyed", false)
    .option("--report <file>", "with --from or --to: append what they do to this file, as Markdown", typedPath)
    .action((options) => {
      if (options.from !== undefined || options.to !== undefined)
        return rehearseUpgrade({ ...options, projectDirectory });
      if (options.report !== undefined || options.loseData)
        throw new Failure(
          `${options.loseData ? "--lose-data" : "--report"} goes with --from or --to: nothing is upgraded`,
        );
      return rehearse({ ...options, projectDirectory });
    });
  command("start", "Rehearses the deployment with the service running in Docker, and serves it until Ctrl-C.")
    .addOption(environment())
    .option("--port <number>", "where the load balancer answers on localhost", port, 8080)
    .addOption(real())
    .option("--fresh", "forget the data of earlier runs first", false)
    .option(
      "--live [path...]",
      "mount site/ into the tasks, and the themes or plugins at these paths: edits show at once",
    )
    .addOption(
      new Option("--xdebug [mode]", "with Xdebug, in a layer that is not pushed").choices(XDEBUG_MODES).preset("debug"),
    )
    .option(
      "--uploads-from <address>",
      "where browsers find pictures, video and audio that are missing here, such as https://www.example.com",
      siteAddress,
    )
    .action((options) => start({ ...options, live: livePaths(options.live), projectDirectory }));
  command(
    "restore-drill",
    "Backs up a rehearsed site in Docker, loses it, restores it as on AWS, and finds its post again.",
  )
    .addOption(environment())
    .option("--keep", "serve the restored site until Ctrl-C", false)
    .action((options) => restoreDrill({ ...options, projectDirectory }));
  command("open", "Opens the site that `npm start` serves in the browser, and prints its address.")
    .argument("[path]", "below the address, such as wp-admin/", "")
    .addOption(running())
    .action((path: string, options) => open({ ...options, path, projectDirectory }));
  command("shell", "Opens a shell in the newest task that `npm start` runs, or runs a command there.")
    .argument("[command...]", "all behind -- is the command's")
    .addOption(running())
    .allowUnknownOption()
    .passThroughOptions()
    .action((args: string[], options, self: Command) =>
      args[0]?.startsWith("-")
        ? self.error(`error: unknown option '${args[0]}': a command begins with its name`)
        : shell({ ...options, args, projectDirectory }),
    );
  command("db", "Opens the client of the database that `npm start` runs, as its root user in the site's database.")
    .argument("[option...]", "of mariadb, such as -- --execute 'SELECT 1'; a dump may come on standard input")
    .addOption(running())
    .allowUnknownOption()
    .passThroughOptions()
    .action((args: string[], options) => database({ ...options, args, projectDirectory }));
  command("deploy", "Deploys what changed to the service that `npm start` runs.")
    .option("--lose-data", "go on where a database, files or a bucket would be replaced or destroyed", false)
    .addOption(running())
    .action(({ loseData, environment: of }) => asked(of, loseData ? `deploy ${LOSE_DATA}` : "deploy"));
  command("secret", "Prints a secret as the containers get it.")
    .argument("<name>", "name of the environment variable")
    .addOption(running())
    .action((secret: string, { environment: of }) => asked(of, `secret ${secret}`));
  command("mails", "Lists the mails that the running site has sent; none leaves this machine.")
    .argument("[number]", "shows one of them", mailNumber)
    .option("--html", "its HTML instead of its text", false)
    .option("--json", "as JSON", false)
    .addOption(running())
    .action((number: number | undefined, { environment: of, ...options }) =>
      asked(of, `mails ${written({ ...options, number })}`),
    );
  command("logs", "Writes what the tasks wrote, until Ctrl-C.")
    .addOption(running())
    .option("--no-follow", "only what there is now")
    .action((options) =>
      logs({
        ...{ ...options, projectDirectory, signal: readerGone },
        environment: meantEnvironment(projectDirectory, options.environment),
      }),
    );
  command("stop", "Ends `npm start` in another terminal and removes what a killed one left behind.")
    .addOption(running())
    .option("--fresh", "remove the data as well", false)
    .action((options) =>
      stop({ ...options, environment: meantEnvironment(projectDirectory, options.environment), projectDirectory }),
    );
  return root;
}

/** Where the project has a page on what its messages mean, that page; a way out of trouble of the machine needs none. */
function helpFor(error: unknown): string {
  const there = error instanceof Failure && existsSync(join(process.cwd(), TROUBLESHOOTING));
  return there ? `\nhelp: ${TROUBLESHOOTING}` : "";
}

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return exitCode(() => program().parseAsync([...args], { from: "user" }), {
    explain: (error) => {
      const explanation = explain(error);
      return explanation && `${explanation}${helpFor(error)}`;
    },
  });
}

if (require.main === module) endWith(main(process.argv.slice(2)));
