import { setTimeout as sleep } from "node:timers/promises";
import type { TargetGroup } from "../load-balancer/target-group";
import { type Decision, type Deployment, decide, failureThreshold, isSteady, type ScheduledTask } from "./schedule";
import { Task, type TaskOptions } from "./task";
import type { TaskDefinition } from "./task-definition";

export interface ServiceSettings {
  readonly name: string;
  readonly definition: TaskDefinition;
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Seconds in which a new task may be unhealthy. */
  readonly gracePeriod: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly loadBalancers: readonly {
    readonly containerName: string;
    readonly containerPort: number;
    readonly group: TargetGroup;
  }[];
}

export interface ServiceOptions {
  readonly task: Omit<TaskOptions, "definition">;
  readonly onEvent: (text: string) => void;
}

/** Milliseconds between two looks at the tasks. */
const TICK = 500;
/** Milliseconds after a failed task in which no other is started. */
const BACKOFF = 2000;

/** One ECS service: keeps its tasks running, and rolls from one task definition to the next. */
export class Service {
  private readonly tasks = new Map<Task, ScheduledTask["state"]>();
  private readonly leaving = new Set<Promise<void>>();
  private failures = 0;
  private lastFailure = Number.NEGATIVE_INFINITY;
  private lastReason = "";
  private open = true;
  private loop: Promise<void> | undefined;

  constructor(
    private settings: ServiceSettings,
    private readonly options: ServiceOptions,
  ) {}

  /**
   * Rolls the tasks to these settings and returns when the service is steady.
   * @throws when the circuit breaker gives up; with rollback the tasks before it run again by then
   */
  async deploy(settings: ServiceSettings = this.settings): Promise<void> {
    const before = this.loop ? this.settings : undefined;
    this.settings = settings;
    this.failures = 0;
    this.loop ??= this.watch();
    await this.untilSteady().catch(async (error: Error) => {
      const { rollback } = settings.circuitBreaker;
      this.settings = rollback && before ? before : { ...settings, desiredCount: before ? settings.desiredCount : 0 };
      this.failures = 0;
      if (rollback && before) await this.untilSteady();
      throw new Error(
        `${error.message}${rollback && before ? `; rolled back to ${before.definition.arn.split("/").pop()}` : ""}`,
      );
    });
  }

  /** Ids of the tasks that run, for whoever wants to end one. */
  get running(): string[] {
    return [...this.tasks.keys()].filter(({ stopping }) => !stopping).map(({ id }) => id);
  }

  /** Stops all tasks. */
  async close(): Promise<void> {
    this.open = false;
    await this.loop;
    for (const task of this.tasks.keys()) this.leave(task);
    await Promise.all(this.leaving);
  }

  private async untilSteady(): Promise<void> {
    while (this.open) {
      if (isSteady(this.scheduled(), this.deployment())) return;
      const { circuitBreaker, desiredCount } = this.settings;
      if (circuitBreaker.enable && this.failures >= failureThreshold(desiredCount)) {
        throw new Error(
          `service ${this.settings.name}: the deployment failed, ${this.failures} tasks did not become healthy (${this.lastReason})`,
        );
      }
      await sleep(TICK);
    }
    throw new Error(`service ${this.settings.name}: stopped before it was steady`);
  }

  /** Waits for nothing any more; tasks keep running until `close`. */
  abort(): void {
    this.open = false;
  }

  private async watch(): Promise<void> {
    let trouble = "";
    while (this.open) {
      try {
        await this.step();
        trouble = "";
      } catch (error) {
        const now = error instanceof Error ? error.message : String(error);
        if (now !== trouble)
          this.options.onEvent(`Docker does not do what is asked (${now}); trying again until it does, or Ctrl-C`);
        trouble = now;
      }
      await sleep(TICK);
    }
  }

  private async step(): Promise<void> {
    await this.look();
    const decision = this.decide();
    for (const id of decision.stop) this.leave(this.byId(id));
    for (let started = 0; started < decision.start; started++) await this.start();
  }

  private decide(): Decision {
    const decision = decide(this.scheduled(), this.deployment());
    const wait = performance.now() - this.lastFailure < BACKOFF;
    return wait ? { ...decision, start: 0 } : decision;
  }

  private deployment(): Deployment {
    return { ...this.settings, definition: this.settings.definition.arn };
  }

  private scheduled(): ScheduledTask[] {
    return [...this.tasks]
      .filter(([task]) => !task.stopping)
      .map(([task, state]) => ({ id: task.id, definition: task.definition.arn, state }));
  }

  private byId(id: string): Task | undefined {
    return [...this.tasks.keys()].find((task) => task.id === id);
  }

  private async start(): Promise<void> {
    const { definition, loadBalancers } = this.settings;
    const task = new Task({ ...this.options.task, definition });
    this.tasks.set(task, "pending");
    try {
      await task.start();
      for (const { group, containerName, containerPort } of loadBalancers) {
        const port = await task.port(containerName, containerPort);
        if (port !== undefined) group.register(task.id, port);
      }
      this.options.onEvent(`task ${short(task)} of ${definition.arn.split("/").pop()} started`);
    } catch (error) {
      this.failed(task, error instanceof Error ? error.message : String(error));
    }
  }

  /** Notes the health of every task, and parts from those that ended or failed. */
  private async look(): Promise<void> {
    for (const task of [...this.tasks.keys()].filter(({ stopping }) => !stopping)) {
      const { state, reason = "the load balancer's health check fails" } = await task.status();
      const seen = state === "stopped" ? state : this.combined(task, state);
      const age = performance.now() - task.startedAt;
      if (seen === "stopped") this.failed(task, reason);
      else if (seen === "unhealthy" && age > this.settings.gracePeriod * 1000)
        this.failed(task, `${reason}${await task.words()}`);
      else this.note(task, seen, age);
    }
  }

  private note(task: Task, seen: ScheduledTask["state"], age: number): void {
    if (seen === "healthy" && !task.proven) {
      task.proven = true;
      this.options.onEvent(`task ${short(task)} is healthy after ${(age / 1000).toFixed(0)} s`);
    }
    const known = seen === "unhealthy" ? seen : "healthy";
    this.tasks.set(task, task.proven ? known : "pending");
  }

  private combined(task: Task, state: "starting" | "healthy" | "unhealthy"): ScheduledTask["state"] {
    const targets = this.settings.loadBalancers.map(({ group }) => group.state(task.id));
    if (state === "unhealthy" || targets.includes("unhealthy")) return "unhealthy";
    return state === "healthy" && targets.every((target) => target === "healthy") ? "healthy" : "pending";
  }

  private failed(task: Task, reason: string): void {
    this.lastReason = reason;
    this.lastFailure = performance.now();
    if (!task.proven) this.failures++;
    this.options.onEvent(`task ${short(task)} failed: ${reason}`);
    this.leave(task);
  }

  /** Lets the load balancer finish what the task has, then stops it. */
  private leave(task: Task | undefined): void {
    if (!task || task.stopping) return;
    task.stopping = true;
    const done = Promise.all(this.settings.loadBalancers.map(({ group }) => group.deregister(task.id)))
      .then(() => task.stop())
      .catch((error: Error) => this.options.onEvent(`task ${short(task)} did not stop cleanly: ${error.message}`))
      .finally(() => {
        this.tasks.delete(task);
        this.leaving.delete(done);
      });
    this.leaving.add(done);
  }
}

function short({ id }: Task): string {
  return id.slice(0, 8);
}
