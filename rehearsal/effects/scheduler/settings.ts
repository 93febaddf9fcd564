import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";

/** A schedule that runs an ECS task. */
export interface ScheduleSettings {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly expression: string;
  readonly timezone: string;
  /** Nothing runs before it. */
  readonly startDate?: Date;
  /** Nothing runs after it. */
  readonly endDate?: Date;
  /** Minutes in which AWS starts the run at a moment of its choice. */
  readonly windowMinutes?: number;
  readonly clusterArn: string;
  readonly roleArn: string;
  readonly taskDefinitionArn: string;
  readonly taskCount: number;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Overrides of RunTask, as JSON. */
  readonly input?: string;
  readonly deadLetterArn?: string;
}

/** @returns undefined for a schedule with another target than ECS */
export function readSchedule(state: ObjectValue): ScheduleSettings | undefined {
  const [target = {}] = blocksOf(state.target);
  const [ecs] = blocksOf(target.ecs_parameters);
  if (ecs === undefined) return undefined;
  const [network = {}] = blocksOf(ecs.network_configuration);
  const [window = {}] = blocksOf(state.flexible_time_window);
  const [deadLetter = {}] = blocksOf(target.dead_letter_config);
  return {
    name: String(state.name),
    arn: String(state.arn),
    enabled: state.state !== "DISABLED",
    expression: String(state.schedule_expression),
    timezone: text(state.schedule_expression_timezone) ?? "UTC",
    startDate: date(state.start_date),
    endDate: date(state.end_date),
    windowMinutes: window.mode === "FLEXIBLE" ? Number(window.maximum_window_in_minutes) : undefined,
    clusterArn: String(target.arn),
    roleArn: String(target.role_arn),
    taskDefinitionArn: String(ecs.task_definition_arn),
    taskCount: typeof ecs.task_count === "number" ? ecs.task_count : 1,
    subnets: list(network.subnets),
    securityGroups: list(network.security_groups),
    input: text(target.input),
    deadLetterArn: text(deadLetter.arn),
  };
}

function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function date(value: Value | undefined): Date | undefined {
  const given = text(value);
  return given === undefined ? undefined : new Date(given);
}

function list(value: Value | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
