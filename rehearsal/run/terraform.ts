import { Failure } from "../../cli/outcome";
import type { Plan } from "../../terraform/planned";
import { terraformProgram } from "../../terraform/program";
import type { ChangePlan } from "../../terraform/removals";
import { errorsOf } from "./cdktf";
import type { Processes } from "./processes";
import type { Stack } from "./stacks";
import { lockInTheWay } from "./state-lock";

/** What `terraform show -json` says of a plan. */
export type PlanJson = Plan & ChangePlan;

export interface Output {
  readonly value: unknown;
  readonly sensitive: boolean;
}

/** File of the plan, in the stack's directory. */
const PLAN = "rehearsed.tfplan";

/** Terraform's commands on one synthesized stack after the other. */
export class Terraform {
  constructor(
    private readonly processes: Processes,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Plans a stack that was just applied. @throws {Failure} when Terraform would change something */
  async expectNoChanges(stack: Stack): Promise<PlanJson> {
    const plan = ["plan", `-out=${PLAN}`, "-detailed-exitcode", "-input=false", "-no-color"];
    const { code, output } = await this.run(stack, plan);
    if (code === 2) throw new Failure(`${stack.name}: a second plan is not empty\n${changesOf(output)}`);
    if (code !== 0) throw new Failure(`${stack.name}: plan failed\n${errorsOf(output)}`);
    return this.show(stack);
  }

  async init(stack: Stack): Promise<void> {
    await this.expect(stack, ["init", "-input=false", "-no-color"]);
  }

  /** Plans the stack as it is synthesized now, for `applyPlan`. */
  async plan(stack: Stack): Promise<PlanJson> {
    await this.expect(stack, ["plan", `-out=${PLAN}`, "-input=false", "-no-color"]);
    return this.show(stack);
  }

  /** Applies what `plan` has planned. */
  async applyPlan(stack: Stack, onLine: (line: string) => void): Promise<void> {
    await this.expect(stack, ["apply", "-input=false", "-no-color", PLAN], onLine);
  }

  async outputs(stack: Stack): Promise<Record<string, Output>> {
    const { code, output } = await this.run(stack, ["output", "-json", "-no-color"]);
    if (code !== 0) throw new Failure(`${stack.name}: output failed\n${errorsOf(output)}`);
    return JSON.parse(output);
  }

  async destroy(stack: Stack, onLine?: (line: string) => void): Promise<void> {
    const { code, output } = await this.run(stack, ["destroy", "-auto-approve", "-input=false", "-no-color"], onLine);
    if (code !== 0) throw new Failure(`${stack.name}: destroy failed\n${errorsOf(output)}`);
  }

  /** Addresses of all managed resources in the state. */
  async resources(stack: Stack): Promise<string[]> {
    const { code, output } = await this.run(stack, ["state", "list"]);
    if (code !== 0 && /No state file was found/.test(output)) return [];
    if (code !== 0) throw new Failure(`${stack.name}: state list failed\n${errorsOf(output)}`);
    return output.split("\n").filter((line) => line !== "" && !/(?:^|\.)data\./.test(line));
  }

  /** Takes away a lock that nobody holds. Terraform reports an error where only one of its two records was left, and removes that one. */
  async unlock(stack: Stack, lock: string): Promise<void> {
    await this.once(stack, ["force-unlock", "-force", lock]);
  }

  private async show(stack: Stack): Promise<PlanJson> {
    return JSON.parse(await this.expect(stack, ["show", "-json", PLAN]));
  }

  /** @returns what the command wrote @throws {Failure} when it fails */
  private async expect(stack: Stack, args: readonly string[], onLine?: (line: string) => void): Promise<string> {
    const { code, output } = await this.run(stack, args, onLine);
    if (code !== 0) throw new Failure(`${stack.name}: ${args[0]} failed\n${errorsOf(output)}`);
    return output;
  }

  /** Runs the command, and once more after a lock of its own was in the way. */
  private async run(stack: Stack, args: readonly string[], onLine?: (line: string) => void) {
    const first = await this.once(stack, args, onLine);
    const lock = first.code === 0 ? undefined : lockInTheWay(first.output);
    if (lock === undefined) return first;
    await this.unlock(stack, lock);
    return this.once(stack, args, onLine);
  }

  private once({ directory }: Stack, args: readonly string[], onLine?: (line: string) => void) {
    return this.processes.run(terraformProgram(this.env), args, { cwd: directory, env: this.env, onLine });
  }
}

/** The part of a plan that says what would change. */
function changesOf(output: string): string {
  const start = output.search(/(?:Terraform|OpenTofu) will perform/);
  return start < 0 ? output : output.slice(start);
}
