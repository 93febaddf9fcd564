import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Failure } from "../../cli/outcome";
import type { Processes } from "./processes";
import { lockInTheWay } from "./state-lock";

export interface CdktfOptions {
  readonly projectDirectory: string;
  /** Holds what is synthesized. */
  readonly outputDirectory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Terraform found states locked. */
export class StatesLocked extends Failure {
  constructor(
    message: string,
    /** By the name of the stack, the ID of the lock. */
    readonly locks: ReadonlyMap<string, string>,
  ) {
    super(message);
  }
}

/** One line of Terraform's, as `cdktf deploy` passes it on. */
export type StackLine = (stack: string, line: string) => void;

/** Lines of an output without an error that are shown. */
const LAST_LINES = 40;

/** The commands of cdktf-cli. */
export class Cdktf {
  constructor(
    private readonly processes: Processes,
    private readonly options: CdktfOptions,
  ) {}

  /** @throws {Failure} with what the app said */
  async synth(): Promise<void> {
    const { code, output } = await this.run(["synth", "--output", this.options.outputDirectory]);
    if (code !== 0) throw new Failure(`synth failed\n${appMessage(output)}`);
  }

  /** Deploys stacks that are synthesized already. @throws {StatesLocked} when a state is locked, {Failure} with Terraform's errors */
  async deploy(stacks: readonly string[], env: NodeJS.ProcessEnv, onLine: StackLine): Promise<void> {
    const args = ["deploy", ...stacks, "--auto-approve", "--skip-synth", "--skip-provider-lock"];
    const lines = new StackLines(stacks);
    const { code, output } = await this.run(
      [...args, "--no-color", "--output", this.options.outputDirectory],
      env,
      (line) => {
        const [stack, text] = lines.take(line);
        if (stack) onLine(stack, text);
      },
    );
    if (code === 0) return;
    const message = `deploy failed\n${lines.errors() || errorsOf(output)}`;
    throw lines.locks().size > 0 ? new StatesLocked(message, lines.locks()) : new Failure(message);
  }

  private run(args: readonly string[], env = this.options.env, onLine?: (line: string) => void) {
    const program = join(this.options.projectDirectory, "node_modules", ".bin", "cdktf");
    return this.processes.run(program, args, { cwd: this.options.projectDirectory, env, onLine });
  }
}

/** What the app itself said, without stack trace, npm's warnings and cdktf's own repetition of it. */
export function appMessage(output: string): string {
  const [said = ""] = output.split("ERROR: cdktf encountered an error");
  const lines = said
    .split("\n")
    .map((line) => stripVTControlCharacters(line).replace(/^\[\S+\] \[ERROR\] default - /, ""))
    .filter((line) => line.trim() !== "" && !/^\s+at |^npm (?:warn|notice)|^Node\.js v/.test(line));
  return (lines.length > 0 ? lines : output.trim().split("\n")).slice(0, 60).join("\n");
}

/** Terraform's errors: in boxes, or from the first on; the end of the output when there is none. */
export function errorsOf(output: string): string {
  const lines = output.split("\n").map((line) => line.replace(/^\s*\S+ {2}(?=\s*[╷│╵])/, ""));
  const boxed = lines.filter((line) => /^\s*[╷│╵]/.test(line));
  if (boxed.length > 0) return shortened(boxed).join("\n");
  const first = lines.findIndex((line) => /^Error: /.test(line));
  return (first < 0 ? lines.slice(-LAST_LINES) : shortened(lines.slice(first))).join("\n").trimEnd();
}

/** Of what a command of Terraform's wrote, such as a build of an image, the end says what was wrong. */
function shortened(lines: readonly string[]): readonly string[] {
  const begin = lines.findIndex((line) => /\bOutput:/.test(line)) + 1;
  const end = lines.findIndex((line, place) => place >= begin && /^\W*Error: /.test(line));
  const written = lines.slice(begin, end < 0 ? undefined : end);
  if (begin === 0 || written.length <= LAST_LINES) return lines;
  const rest = end < 0 ? [] : shortened(lines.slice(end));
  return [...lines.slice(0, begin), `  … ${written.length - LAST_LINES} lines`, ...written.slice(-LAST_LINES), ...rest];
}

/** cdktf writes the name of the stack before a line of Terraform's, and indents the lines that go on with it. */
export class StackLines {
  private current: string | undefined;
  private readonly all = new Map<string, string[]>();

  constructor(private readonly stacks: readonly string[]) {}

  take(line: string): readonly [stack: string | undefined, text: string] {
    const named = this.stacks.find((stack) => line.startsWith(`${stack}  `));
    if (named) this.current = named;
    else if (!line.startsWith("  ") && line !== "") this.current = undefined;
    if (!this.current) return [undefined, line];
    const text = line.slice(this.current.length + 2);
    this.all.set(this.current, [...(this.all.get(this.current) ?? []), text]);
    return [this.current, text.trim()];
  }

  /** By the name of each stack whose state Terraform found locked, the ID of the lock. */
  locks(): Map<string, string> {
    const found = [...this.all].map(([stack, lines]) => [stack, lockInTheWay(lines.join("\n"))] as const);
    return new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  /** What Terraform complained of, stack by stack. */
  errors(): string {
    const parts = [...this.all].map(([stack, lines]) => {
      const first = lines.findIndex((line) => /^\W*Error: /.test(line));
      return first < 0 ? "" : `${stack}:\n${shortened(lines.slice(first)).join("\n").trimEnd()}`;
    });
    return parts.filter((part) => part !== "").join("\n\n");
  }
}
