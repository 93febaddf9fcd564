import type { Reporter } from "./reporter";
import { seconds } from "./reporter";
import { resourceCount, type Stack } from "./stacks";

interface Count {
  readonly expected: number;
  done: number;
  started: number | undefined;
  finished: number | undefined;
}

const DONE = /: (?:Creation|Modifications|Destruction) complete/;
const FINISHED = /^(?:Apply|Destroy) complete!/;
/** A line of a command that Terraform runs: a build of an image, above all. */
const OUTPUT = /\(local-exec\): (.+)/;
const BEGUN = /(?:(?:Terraform|OpenTofu) will perform|No changes|: (?:Creating|Modifying|Destroying)\.\.\.)/;

/** Counts resources from the lines that Terraform writes, for several stacks at once. */
export class DeployProgress {
  private readonly counts: Map<string, Count>;

  constructor(
    stacks: readonly Stack[],
    private readonly reporter: Reporter,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.counts = new Map(
      stacks.map((stack) => [
        stack.name,
        { expected: resourceCount(stack), done: 0, started: undefined, finished: undefined },
      ]),
    );
  }

  line(stack: string, text: string): void {
    const count = this.counts.get(stack);
    if (!count || count.finished !== undefined) return;
    if (BEGUN.test(text)) count.started ??= this.now();
    if (DONE.test(text)) count.done++;
    const [, output] = OUTPUT.exec(text) ?? [];
    if (FINISHED.test(text)) this.finish(stack, count);
    else if (output) this.reporter.progress(`  … ${stack}: ${output}`);
    else this.show();
  }

  /** How long the stack took, in milliseconds; undefined when it did not finish. */
  milliseconds(stack: string): number | undefined {
    const { started, finished } = this.counts.get(stack) ?? {};
    return started === undefined || finished === undefined ? undefined : finished - started;
  }

  private finish(stack: string, count: Count): void {
    count.finished = this.now();
    const took = this.milliseconds(stack);
    const done = this.reporter.colors.green("rehearsed");
    this.reporter.line(
      `  ${stack}: ${done}, ${count.done} resources${took === undefined ? "" : ` in ${seconds(took)}`}`,
    );
  }

  private show(): void {
    const running = [...this.counts].filter(
      ([, { started, finished }]) => started !== undefined && finished === undefined,
    );
    const parts = running.map(([stack, { done, expected }]) => `${stack} ${done}/${expected}`);
    if (parts.length > 0) this.reporter.progress(`  … ${parts.join(", ")} resources`);
  }
}
