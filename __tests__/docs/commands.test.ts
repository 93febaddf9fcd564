import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { main as audit } from "../../audit/cli";
import { main as sbom } from "../../audit/sbom-cli";
import { main as cost } from "../../cost/cli";
import { main as prices } from "../../cost/prices/cli";
import { main as drift } from "../../drift/cli";
import { environmentNames } from "../../environments";
import { main as newEnvironment } from "../../environments/new/cli";
import { main as preflight } from "../../preflight/cli";
import { main as rehearsal } from "../../rehearsal/cli";
import { main as tasks } from "../../tasks/cli";
import { main as copy } from "../../tasks/copy/cli";
import { main as exportsOf } from "../../tasks/export/cli";
import { main as imports } from "../../tasks/import/cli";
import { main as pull } from "../../tasks/pull/cli";
import { main as wake } from "../../tasks/wake-cli";
import { main as upgrade } from "../../upgrade/cli";
import { documents, inlineCommands, read, root, shellBlocks } from "./support/markdown";

const { scripts } = JSON.parse(read("package.json"));

/** The whole of a documented command, matched from its start; what it says must hold for the rest of it. */
interface Known {
  readonly command: RegExp;
  readonly check: (options: string[], command: string) => void | Promise<void>;
}

let printed = "";
afterEach(() => {
  vi.restoreAllMocks();
});

/** The text that a command prints for --help. */
async function helpOf(run: () => Promise<number>): Promise<string> {
  printed = "";
  const keep = (text: unknown) => {
    printed += text;
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(keep);
  const code = await run();
  vi.restoreAllMocks();
  expect(code).toBe(0);
  return printed;
}

async function hasOptions(options: readonly string[], help: string): Promise<void> {
  for (const option of options) expect(help, `${option} is no option`).toContain(option);
}

/** A script that is one command of rehearsal/cli.ts: its help is printed and knows the options. */
const rehearses = (script: string): Known => ({
  command: new RegExp(`^npm (?:run (?:--silent )?)?${script}\\b`),
  check: async (options, command) => {
    const [, subcommand = ""] = /cli\.ts (\S+)$/.exec(scripts[script]) ?? [];
    await hasOptions(options, await helpOf(() => rehearsal([subcommand, "--help"])));
    const [, environment] = /--environment (\S+)/.exec(command) ?? [];
    if (environment !== undefined && !NEW_IN_DOCS.has(environment)) expect(environmentNames()).toContain(environment);
  },
});

/** Environments that the documents make by `npm run new-environment`. */
const NEW_IN_DOCS = new Set(["shop", "staging", "NAME"]);

const covered = (command: RegExp, suite: string, mention: string): Known => ({
  command,
  check: () => expect(read(suite), `${suite} must cover it`).toContain(mention),
});

/** A line of the shell's own that does nothing outside it. */
const shell = (command: RegExp): Known => ({ command, check: () => undefined });

const KNOWN: readonly Known[] = [
  { command: /^\.\/setup\.sh( --without-docker)?$/, check: (options) => hasOptions(options, setupHelp) },
  covered(/^npm test$/, ".ci/run", "npm test"),
  ...[
    "start",
    "rehearse",
    "stop",
    "logs",
    "deploy:local",
    "secret",
    "mails",
    "open",
    "shell",
    "db",
    "restore:drill",
  ].map(rehearses),
  ...["wp", "administrator"].map(
    (script): Known => ({
      command: new RegExp(`^npm run ${script}\\b`),
      check: async () => expect(await helpOf(() => tasks([script, "--help"]))).toContain(`npm run ${script} --`),
    }),
  ),
  {
    command: /^npm run import\b/,
    check: async (options) => hasOptions(options, await helpOf(() => imports(["--help"]))),
  },
  {
    command: /^npm run export\b/,
    check: async (options) => hasOptions(options, await helpOf(() => exportsOf(["--help"]))),
  },
  {
    command: /^npm run pull\b/,
    check: async (options) => hasOptions(options, await helpOf(() => pull(["--help"]))),
  },
  {
    command: /^npm run copy\b/,
    check: async (options) => hasOptions(options, await helpOf(() => copy(["--help"]))),
  },
  {
    command: /^npm run audit\b/,
    check: async (options) => hasOptions(options, await helpOf(() => audit(["--help"], new AbortController().signal))),
  },
  {
    command: /^npm run (?:--silent )?cost\b/,
    check: async (options) => hasOptions(options, await helpOf(() => cost(["--help"], new AbortController().signal))),
  },
  {
    command: /^npm run preflight\b/,
    check: async (options) => hasOptions(options, await helpOf(() => preflight(["--help"]))),
  },
  {
    command: /^npm run sbom\b/,
    check: async (options) => hasOptions(options, await helpOf(() => sbom(["--help"], new AbortController().signal))),
  },
  {
    command: /^npm run drift\b/,
    check: async (options) => {
      const outside = { directory: root, signal: new AbortController().signal, gh: async () => "" };
      const silent = { say: () => undefined, progress: () => undefined };
      await hasOptions(options, await helpOf(() => drift(["--help"], { ...outside, ...silent })));
    },
  },
  {
    command: /^npm run wake\b/,
    check: async (options) => hasOptions(options, await helpOf(() => wake(["--help"]))),
  },
  {
    command: /^npm run prices\b/,
    check: async (options) => hasOptions(options, await helpOf(() => prices(["--help"]))),
  },
  {
    command: /^npm run new-environment\b/,
    check: async (options) => {
      const output = new PassThrough({ encoding: "utf8" });
      const terminal = { input: new PassThrough(), output, directory: join(root, "environments") };
      expect(await newEnvironment(["--help"], terminal)).toBe(0);
      await hasOptions(options, output.read());
    },
  },
  {
    command: /^npm run upgrade\b/,
    check: async (options) => {
      const terminal = { directory: root, run: () => 1, say: () => undefined };
      await hasOptions(options, await helpOf(() => upgrade(["--help"], terminal)));
    },
  },
  { command: /^npm run (?:check|bench|test:unit|lint|typecheck|format|synth)\b/, check: isScript },
  covered(/^npx cdktf synth$/, "rehearsal/run/cdktf.ts", '"synth"'),
  {
    command: /^npx vitest run --project (\w+)/,
    check: (_, command) => expect(read("vitest.config.mts")).toContain(`name: "${command.split(" ")[4]}"`),
  },
  covered(/^docker exec -i .* (mariadb|tar) /, "__tests__/browser/rehearsal.test.ts", "mariadb-dump"),
  covered(/^composer update --working-dir site --no-install$/, "__tests__/image/site.test.ts", "composer update"),
  covered(/^docker build -t wordpress -f image\/Dockerfile \.$/, "__tests__/image/build.test.ts", "build"),
  covered(/^docker run -p 8080:8080 -v wordpress:/, "__tests__/image/requests.test.ts", "8080"),
  {
    command: /^\$EDITOR (\S+)$/,
    check: (_, command) => expect(existsSync(join(root, command.split(" ")[1] ?? ""))).toBe(true),
  },
  shell(/^export [A-Z_]+=\S+$/),
];

function isScript(_: readonly string[], command: string): void {
  expect(Object.keys(scripts)).toContain(command.split(" ")[2]);
}

let setupHelp = "";
beforeAll(() => {
  setupHelp = execFileSync(join(root, "setup.sh"), ["--help"], { encoding: "utf8" });
});

const optionsOf = (command: string): string[] =>
  command.match(/(?<= )--[a-z][a-z-]+/g)?.filter((option) => option !== "--silent") ?? [];

const local = documents
  .flatMap((document) => shellBlocks(document))
  .filter(({ needsAws }) => !needsAws)
  .flatMap(({ document, commands }) => commands.map((command) => [command, document] as const));

test.each(local)("%s (%s) is known and takes its options", async (command) => {
  const known = KNOWN.find((one) => one.command.test(command));
  expect(known, "a command that no test runs: run it here, or begin its block with # needs AWS").toBeDefined();
  await known?.check(optionsOf(command), command);
});

test.each(documents)("%s names only scripts that there are", (document) => {
  for (const command of inlineCommands(document)) {
    const [, script] = /^npm run (?:--silent )?([\w:-]+)/.exec(command) ?? [];
    if (script !== undefined) expect(Object.keys(scripts)).toContain(script);
  }
});

test("what talks to AWS stands in a block that says so", () => {
  const talks = /^(aws|cd|curl|dig|terraform|npx cdktf (deploy|destroy|diff|output))\b/;
  expect(local.filter(([command]) => talks.test(command))).toEqual([]);
});
