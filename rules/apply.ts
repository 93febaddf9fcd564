import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type App, Aspects, Manifest, TerraformStack } from "cdktf";
import type { IValidation } from "constructs";
import { Failure } from "../cli/outcome";
import { terraformProgram } from "../terraform/program";
import { check, type Outcome, type Problem } from "./check";
import { listUnjudged, report } from "./report";
import { rules } from "./rules";

/** Thrown by synth when rules are broken: the message lists every problem of the whole app. */
export class RefusedByAws extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(report(problems, "AWS would refuse this deployment, nothing is synthesized; problems"));
    this.name = "RefusedByAws";
  }
}

export interface RuleOptions {
  /** Whether each value that nobody could judge is listed, and not only their number. @default false */
  readonly unjudged?: boolean;
}

/** Says how many values the rules could not judge, or which. */
function sayUnjudged(unjudged: Outcome["unjudged"], options: RuleOptions): void {
  if (unjudged.length === 0) return;
  const list = options.unjudged ? ":" : "; UNJUDGED=1 lists them, and npm run rules judges them in a plan";
  const lines = listUnjudged(unjudged);
  const count = lines.length === 1 ? "1 value" : `${lines.length} values`;
  console.error(`The rules could not judge ${count} that only Terraform or AWS knows${list}`);
  if (options.unjudged) console.error(lines.join("\n"));
}

/** What the rules say of an app as it stands now, with the references between its stacks, which cdktf makes at synth. */
export function findProblems(app: App): Outcome {
  for (const stack of stacksOf(app)) stack.prepareStack();
  return check(Object.fromEntries(stacksOf(app).map((stack) => [stack.node.path, stack.toTerraform()])), rules);
}

/**
 * Makes every synth of the app check all rules over all stacks, before the first stack is written.
 * Aspects of later stacks have not run by then; where a later stack has aspects the check waits for the last of them.
 * `Testing.synth(stack, true)` checks too. Call it when all stacks exist, before `app.synth()`.
 */
export function applyRules(app: App, options: RuleOptions = {}): void {
  const stacks = stacksOf(app);
  let checked = false;
  for (const [index, stack] of stacks.entries()) {
    const laterStacks = stacks.slice(index + 1);
    const validation: IValidation = {
      validate: () => {
        if (index === 0) checked = false;
        if (checked || laterStacks.some(hasAspects)) return [];
        checked = true;
        const { problems, unjudged } = findProblems(app);
        const errors = problems.filter(({ rule }) => rule.severity === "error");
        const warnings = problems.filter(({ rule }) => rule.severity === "warning");
        if (warnings.length > 0)
          console.error(report(warnings, "AWS accepts this, but a later change will suffer; warnings"));
        sayUnjudged(unjudged, options);
        if (errors.length > 0) throw new RefusedByAws(errors);
        return [];
      },
    };
    stack.node.addValidation(validation);
  }
}

/** What cdktf says then. */
const NO_TERRAFORM = /Could not determine version of terraform/;

/**
 * Synthesizes the app under the rules. When AWS would refuse it, prints all problems without a stack trace, sets exit code 1, and
 * removes what this or an earlier synth wrote for Terraform, so that nothing stale can be deployed by mistake.
 * Local state files and `.terraform` folders stay.
 */
export function synthesize(app: App, options: RuleOptions = {}): void {
  applyRules(app, options);
  removeSynthesized(app);
  try {
    app.synth();
  } catch (error) {
    removeSynthesized(app);
    if (NO_TERRAFORM.test((error as Error).message))
      throw new Failure(`${terraformProgram()} does not run, which cdktf asks for its version: run ./setup.sh`);
    if (!(error instanceof RefusedByAws)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Removes the manifest and every stack's Terraform file, also of stacks that the app no longer has. */
function removeSynthesized({ outdir }: App): void {
  const folder = join(outdir, Manifest.stacksFolder);
  const stacks = existsSync(folder) ? readdirSync(folder) : [];
  const files = stacks.flatMap((stack) => ["cdk.tf.json", "cdk.tf"].map((file) => join(folder, stack, file)));
  for (const path of [join(outdir, Manifest.fileName), ...files]) rmSync(path, { force: true });
}

const stacksOf = (app: App): TerraformStack[] =>
  app.node.findAll().filter((construct): construct is TerraformStack => TerraformStack.isStack(construct));

const hasAspects = (stack: TerraformStack): boolean =>
  stack.node.findAll().some((construct) => Aspects.of(construct).all.length > 0);
