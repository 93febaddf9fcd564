import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Command } from "commander";
import { exitCode, Failure } from "../cli/outcome";
import { objectOf } from "../terraform/json";
import { type Plan, plannedConfiguration } from "../terraform/planned";
import { check } from "./check";
import { report } from "./report";
import { planRules } from "./rules";

interface Options {
  /** Where cdktf wrote the stacks; what was waived there with a reason is waived here. */
  readonly synthesized: string;
  /** Names the values that nobody could judge. */
  readonly unjudged: boolean;
}

/** @throws {Failure} when a file is no plan */
function readPlan(file: string): Plan {
  let plan: Plan;
  try {
    plan = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Failure(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  if (plan.planned_values === undefined)
    throw new Failure(`${file} must be what terraform show -json says of a plan; it has no planned_values`);
  return plan;
}

/** The configuration with the comments that cdktf wrote for each resource: its construct path, and the rules waived for it. */
function withComments(configuration: Record<string, unknown>, file: string): Record<string, unknown> {
  if (!existsSync(file)) return configuration;
  const written = objectOf(JSON.parse(readFileSync(file, "utf8")).resource);
  const resource = Object.entries(objectOf(configuration.resource)).map(([type, named]) => {
    const instances = Object.entries(objectOf(named)).map(([name, body]) => {
      const { "//": comment } = objectOf(objectOf(written[type])[name.replace(/\[.*$/, "")]);
      return [name, comment === undefined ? body : { ...objectOf(body), "//": comment }];
    });
    return [type, Object.fromEntries(instances)];
  });
  return { ...configuration, resource: Object.fromEntries(resource) };
}

/** Judges plans together, so that what one stack gives another by name is seen. @throws {Failure} with all problems */
function judge(files: readonly string[], { synthesized, unjudged }: Options): void {
  const stacks = Object.fromEntries(
    files.map((file) => {
      const stack = basename(file).replace(/\.json$/, "");
      const configuration = plannedConfiguration(readPlan(file));
      return [stack, withComments(configuration, join(synthesized, "stacks", stack, "cdk.tf.json"))];
    }),
  );
  const { problems, skipped } = check(stacks, planRules);
  const counts = [...skipped];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (problems.length > 0) console.error(report(problems, "AWS would refuse or punish this", new Map()));
  console.log(`${problems.length} problems; ${total} values are known only after the apply, so nobody judged them`);
  if (unjudged) for (const [rule, count] of counts) console.log(`  ${rule}: ${count}`);
  const errors = problems.filter(({ rule }) => rule.severity === "error").length;
  if (errors > 0) throw new Failure(`AWS would refuse this plan in ${errors} places`);
}

const program = () =>
  new Command("rules")
    .description("Judges Terraform plans by the rules of docs/rules.md: values as Terraform will send them.")
    .argument("<plan.json...>", "what terraform show -json says of a plan, one file a stack")
    .option(
      "--synthesized <folder>",
      "where cdktf wrote the stacks of these names, with their waived rules",
      "cdktf.out",
    )
    .option("--unjudged", "name the rules that met values which are known only after the apply", false)
    .showHelpAfterError("Run with --help for the options.")
    .exitOverride()
    .action(judge);

/** @returns the exit code */
export function main(args: readonly string[]): Promise<number> {
  return exitCode(() => program().parseAsync([...args], { from: "user" }), {
    explain: (error) => (error instanceof Failure ? error.message : undefined),
  });
}

if (require.main === module) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
