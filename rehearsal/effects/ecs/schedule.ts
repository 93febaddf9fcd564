/** A task as the scheduler sees it. */
export interface ScheduledTask {
  readonly id: string;
  readonly definition: string;
  /** `pending` until it is healthy for the first time. */
  readonly state: "pending" | "healthy" | "unhealthy";
}

export interface Deployment {
  readonly definition: string;
  readonly desiredCount: number;
  /** Of the desired count; rounded up. */
  readonly minimumHealthyPercent: number;
  /** Of the desired count; rounded down. */
  readonly maximumPercent: number;
}

export interface Decision {
  /** How many tasks of the deployment's definition to start. */
  readonly start: number;
  readonly stop: readonly string[];
}

/**
 * One step of a rolling deployment, by the rules of ECS: never more tasks than the maximum, and healthy tasks are stopped only as long as
 * the minimum stays (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html).
 */
export function decide(tasks: readonly ScheduledTask[], deployment: Deployment): Decision {
  const { definition, desiredCount, minimumHealthyPercent, maximumPercent } = deployment;
  const most = Math.max(1, Math.floor((desiredCount * maximumPercent) / 100));
  const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const current = tasks.filter((task) => task.definition === definition);
  const old = tasks.filter((task) => task.definition !== definition);
  const start = Math.max(0, Math.min(desiredCount - current.length, (desiredCount === 0 ? 0 : most) - tasks.length));
  const stop = [...surplus(current, desiredCount), ...stoppable(old, current, least)];
  return { start, stop: stop.map(({ id }) => id) };
}

/** Whether nothing is left to do. */
export function isSteady(tasks: readonly ScheduledTask[], { definition, desiredCount }: Deployment): boolean {
  return (
    tasks.length === desiredCount && tasks.every((task) => task.definition === definition && task.state === "healthy")
  );
}

/** Tasks beyond the desired count, those that serve nobody first. */
function surplus(current: readonly ScheduledTask[], desiredCount: number): ScheduledTask[] {
  const byUse = [...current].sort((one, other) => Number(one.state === "healthy") - Number(other.state === "healthy"));
  return byUse.slice(0, Math.max(0, current.length - desiredCount));
}

function stoppable(old: readonly ScheduledTask[], current: readonly ScheduledTask[], least: number): ScheduledTask[] {
  const idle = old.filter(({ state }) => state !== "healthy");
  const serving = old.filter(({ state }) => state === "healthy");
  const healthy = serving.length + current.filter(({ state }) => state === "healthy").length;
  return [...idle, ...serving.slice(0, Math.max(0, healthy - least))];
}

/**
 * After how many failed tasks the circuit breaker gives a deployment up: half the desired count, at least 3 and at most 200
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html).
 */
export function failureThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}
