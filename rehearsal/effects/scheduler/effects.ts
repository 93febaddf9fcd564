import { randomUUID } from "node:crypto";
import type { Effect } from "../../provider-double/effect";
import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import { admitted } from "../ecs/admission";
import type { TaskDefinition } from "../ecs/task-definition";
import type { LocalNotes } from "../local-notes";
import { type Times, times } from "./expression";
import type { Queues } from "./queues";
import { readSchedule, type ScheduleSettings } from "./settings";

export interface SchedulerOptions {
  readonly inventory: () => Inventory;
  readonly notes: LocalNotes;
  readonly queues: Queues;
  readonly onEvent: (text: string) => void;
  /** A state of `aws_ecs_task_definition` as it runs on this machine. */
  readonly definitionOf: (state: ObjectValue) => TaskDefinition;
  /** Runs a task until it ends. @returns why it failed, undefined when it ended with 0 */
  readonly runTask: (definition: TaskDefinition) => Promise<string | undefined>;
}

/** The longest wait of a timer of Node, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** `aws_scheduler_schedule`: starts its ECS tasks when they are due, and fills the dead-letter queue with runs that cannot start. */
export class Scheduler {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly options: SchedulerOptions) {}

  get effects(): Effect[] {
    return [
      {
        type: "aws_scheduler_schedule",
        create: async ({ state }) => this.take(state),
        update: async ({ state }) => this.take(state),
        delete: async ({ state }) => this.forget(String(state.arn)),
      },
    ];
  }

  /** Starts nothing any more. */
  close(): void {
    for (const arn of [...this.timers.keys()]) this.forget(arn);
  }

  /** Starts the tasks of a schedule now. Each one that AWS would refuse to start lies in the dead-letter queue. */
  async invoke(settings: ScheduleSettings, scheduled: Date): Promise<void> {
    const { onEvent, runTask } = this.options;
    let definition: TaskDefinition;
    try {
      definition = this.admitted(settings);
    } catch (error) {
      this.bury(settings, scheduled, error instanceof Error ? error.message : String(error));
      return;
    }
    const runs = Array.from({ length: settings.taskCount }, async () => {
      const failure = await runTask(definition).catch((error: Error) => error.message);
      if (failure !== undefined) onEvent(`schedule ${settings.name}: the task it started failed: ${failure}`);
    });
    await Promise.all(runs);
  }

  private take(state: ObjectValue): undefined {
    const { notes } = this.options;
    this.forget(String(state.arn));
    const settings = readSchedule(state);
    if (settings === undefined) {
      notes.add(`EventBridge Scheduler: ${state.name} has another target than ECS and does not run here`);
      return undefined;
    }
    const expected = times(settings.expression, settings.timezone, settings.startDate ?? new Date());
    notes.add(
      "EventBridge Scheduler: the rights of a schedule's role are not checked, and no run is short of capacity",
    );
    if (settings.windowMinutes !== undefined)
      notes.add(`EventBridge Scheduler: ${settings.name} starts at the beginning of its flexible window here`);
    if (settings.enabled) this.wait(settings, expected, latest(settings.startDate));
    return undefined;
  }

  private wait(settings: ScheduleSettings, expected: Times, after: Date): void {
    const due = expected.next(after);
    if (due === undefined || (settings.endDate !== undefined && due > settings.endDate)) return;
    const delay = Math.max(0, due.getTime() - Date.now());
    const timer = setTimeout(
      () => {
        if (delay <= LONGEST_TIMER) void this.invoke(settings, due);
        this.wait(settings, expected, delay <= LONGEST_TIMER ? latest(due) : after);
      },
      Math.min(delay, LONGEST_TIMER),
    );
    timer.unref();
    this.timers.set(settings.arn, timer);
  }

  private forget(arn: string): undefined {
    clearTimeout(this.timers.get(arn));
    this.timers.delete(arn);
    return undefined;
  }

  /** @throws with what the scheduler or RunTask refuses */
  private admitted(settings: ScheduleSettings): TaskDefinition {
    const inventory = this.options.inventory();
    if (inventory.find("aws_iam_role", "arn", settings.roleArn) === undefined)
      throw new Error(`AccessDeniedException: ${settings.roleArn} cannot be assumed`);
    return admitted(settings, inventory, this.options.definitionOf);
  }

  /**
   * What RunTask refuses is not tried again: it names something that is not there
   * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html).
   */
  private bury(settings: ScheduleSettings, scheduled: Date, reason: string): void {
    const { onEvent, queues } = this.options;
    const failed = `schedule ${settings.name} could not start its task (${reason})`;
    const { deadLetterArn } = settings;
    if (deadLetterArn === undefined) {
      onEvent(`${failed}; it has no dead-letter queue, so the run is lost`);
      return;
    }
    try {
      queues.send(deadLetterArn, { body: settings.input ?? "", attributes: attributes(settings, scheduled, reason) });
      onEvent(`${failed}; it is in ${deadLetterArn.split(":").pop()}, run ${queues.messages(deadLetterArn).length}`);
    } catch (error) {
      onEvent(`${failed}, and the run is lost (${error instanceof Error ? error.message : error})`);
    }
  }
}

/** A moment, or now where that is past: what was due while nothing ran here is not caught up. */
function latest(moment = new Date()): Date {
  return new Date(Math.max(moment.getTime(), Date.now()));
}

function attributes(settings: ScheduleSettings, scheduled: Date, reason: string): Record<string, string> {
  return {
    ERROR_CODE: reason.split(":")[0] ?? "",
    ERROR_MESSAGE: reason,
    EXECUTION_ID: randomUUID(),
    RETRY_ATTEMPTS: "0",
    SCHEDULED_TIME: scheduled.toISOString(),
    SCHEDULE_ARN: settings.arn,
    TARGET_ARN: settings.clusterArn,
  };
}
