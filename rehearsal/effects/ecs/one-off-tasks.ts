import { setTimeout as sleep } from "node:timers/promises";
import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import { Refused } from "../aws/answers";
import { admitted, type Wanted } from "./admission";
import { Task, type TaskOptions } from "./task";
import type { TaskDefinition } from "./task-definition";

/** Milliseconds between two looks at a task. */
const TICK = 500;

export interface OneOffTasksOptions {
  readonly task: Omit<TaskOptions, "definition">;
  readonly inventory: () => Inventory;
  /** A state of `aws_ecs_task_definition` as it runs on this machine. */
  readonly definitionOf: (state: ObjectValue) => TaskDefinition;
}

/** A container of a task, as ECS describes it. */
export interface RunContainer {
  readonly name: string;
  /** Once it has ended. */
  readonly exitCode?: number;
}

/** A task that no service keeps, from its start to its end. */
export class Run {
  lastStatus: "PROVISIONING" | "RUNNING" | "STOPPED" = "PROVISIONING";
  stoppedReason: string | undefined;
  containers: readonly RunContainer[] = [];
  /** Why it failed, undefined when its essential container ended with 0 or somebody stopped it. */
  readonly ended: Promise<string | undefined>;

  constructor(
    private readonly task: Task,
    readonly arn: string,
  ) {
    this.ended = this.toEnd();
  }

  /** SIGTERM, and SIGKILL after the stop timeouts. */
  stop(reason: string): void {
    if (this.task.stopping) return;
    this.stoppedReason = reason;
    this.task.stopping = true;
  }

  private async toEnd(): Promise<string | undefined> {
    try {
      return await this.untilStopped();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.stoppedReason ??= reason;
      return reason;
    } finally {
      await this.task.stop();
      this.lastStatus = "STOPPED";
    }
  }

  private async untilStopped(): Promise<string | undefined> {
    await this.task.start();
    this.lastStatus = "RUNNING";
    while (!this.task.stopping) {
      const { state, reason, succeeded } = await this.task.status();
      if (state === "stopped") {
        this.stoppedReason = "Essential container in task exited";
        this.containers = await this.task.exitCodes();
        return succeeded ? undefined : reason;
      }
      await sleep(TICK);
    }
    return undefined;
  }
}

/** Tasks that no service keeps: what RunTask and schedules start. */
export class OneOffTasks {
  private readonly runs = new Map<string, Run>();

  constructor(private readonly options: OneOffTasksOptions) {}

  /** Starts one that somebody asks ECS for. @throws {Refused} with what RunTask refuses */
  start(wanted: Wanted): Run {
    const { inventory, definitionOf } = this.options;
    let definition: TaskDefinition;
    try {
      definition = admitted(wanted, inventory(), definitionOf);
    } catch (error) {
      const [, code = "ServerException", message = ""] = /^(\w+): (.*)$/s.exec((error as Error).message) ?? [];
      throw new Refused(code, 400, message || (error as Error).message);
    }
    return this.begin(definition, wanted.clusterArn, true);
  }

  /** Runs a task until it ends. @returns why it failed, undefined when its essential container ended with 0 */
  run(definition: TaskDefinition): Promise<string | undefined> {
    const run = this.begin(definition, "", false);
    return run.ended.finally(() => this.runs.delete(run.arn));
  }

  /** By its ARN, or by its id. */
  find(task: string): Run | undefined {
    return this.runs.get(task) ?? [...this.runs.values()].find(({ arn }) => arn.endsWith(`/${task}`));
  }

  async close(): Promise<void> {
    for (const run of this.runs.values()) run.stop("npm start ends");
    await Promise.allSettled([...this.runs.values()].map(({ ended }) => ended));
  }

  /** @param usesRole whether the task asks AWS by its role, whatever else it does */
  private begin(definition: TaskDefinition, clusterArn: string, usesRole: boolean): Run {
    const task = new Task({ ...this.options.task, definition, kind: "run", usesRole });
    const arn = `${clusterArn.replace(":cluster/", ":task/")}/${task.id}`;
    const run = new Run(task, arn);
    this.runs.set(arn, run);
    return run;
  }
}
