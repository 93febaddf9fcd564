import { setTimeout as wait } from "node:timers/promises";
import type { Aws } from "../cli/aws-cli";
import { Failure, Interrupted } from "../cli/outcome";

export interface Service {
  readonly cluster: string;
  readonly name: string;
}

export interface Ended {
  readonly exitCode: number;
}

interface Described {
  readonly taskDefinition: string;
  readonly networkConfiguration?: unknown;
  readonly capacityProviderStrategy: unknown;
}

interface Container {
  readonly name: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

interface Task {
  readonly taskArn: string;
  readonly lastStatus: string;
  readonly stoppedReason?: string;
  readonly containers: readonly Container[];
}

interface Events {
  readonly events: readonly { readonly message: string }[];
  readonly nextForwardToken: string;
}

const CONTAINER = "wordpress";
const POLL_MILLISECONDS = 2000;
/** Part of a task's record of who started it: ECS takes 36 characters ("RunTask", startedBy). */
const STARTED_BY = "npm-run-wp";

export interface OneOffTaskOptions {
  readonly aws: Aws;
  readonly service: Service;
  readonly command: readonly string[];
  /** Hears each line that the command writes. */
  readonly onLine: (line: string) => void;
  /** Hears what happens to the task. */
  readonly onProgress: (text: string) => void;
  /** Stops the task. */
  readonly signal: AbortSignal;
  /** @default 2000 */
  readonly pollMilliseconds?: number;
}

/**
 * Runs a command as one more task of the service's own definition, in its network and on its capacity, and waits for its end.
 * CloudTrail has the call with the caller's name and the command.
 *
 * @throws {Failure} when the task cannot start, with ECS's reason. @throws {Interrupted} after the task was stopped
 */
export async function runOneOffTask(options: OneOffTaskOptions): Promise<Ended> {
  const { aws, service, onProgress, signal } = options;
  const { taskDefinition, task } = await start(options);
  onProgress(`task ${idOf(task.taskArn)} of ${taskDefinition.split("/").pop()} starts`);
  const log = await logOf(aws, taskDefinition, task);
  let ended = task;
  let token: string | undefined;
  while (ended.lastStatus !== "STOPPED") {
    if (signal.aborted) {
      await aws("ecs", "stop-task", "--cluster", service.cluster, "--task", task.taskArn, "--reason", "interrupted");
      throw new Interrupted();
    }
    await wait(options.pollMilliseconds ?? POLL_MILLISECONDS, undefined, { signal }).catch(() => undefined);
    ended = await describe(aws, service, task.taskArn);
    token = await follow(options, log, token);
  }
  await follow(options, log, token);
  const container = ended.containers.find(({ name }) => name === CONTAINER);
  if (container?.exitCode === undefined) {
    throw new Failure(`the task did not run: ${container?.reason ?? ended.stoppedReason ?? "ECS gives no reason"}`);
  }
  return { exitCode: container.exitCode };
}

async function start({ aws, service, command }: OneOffTaskOptions): Promise<{ taskDefinition: string; task: Task }> {
  const at = ["--cluster", service.cluster];
  const { services } = await aws<{ services: readonly Described[] }>(
    "ecs",
    "describe-services",
    ...at,
    "--services",
    service.name,
  );
  const [running] = services;
  if (running === undefined)
    throw new Failure(`there is no service ${service.name} in cluster ${service.cluster}: is it deployed?`);
  const { taskDefinition, networkConfiguration, capacityProviderStrategy } = running;
  const overrides = { containerOverrides: [{ name: CONTAINER, command }] };
  const { tasks, failures } = await aws<{ tasks: readonly Task[]; failures: readonly { reason: string }[] }>(
    ...["ecs", "run-task", ...at, "--task-definition", taskDefinition, "--started-by", STARTED_BY, "--count", "1"],
    // A service whose tasks share their instances' interfaces has none (network mode bridge).
    ...(networkConfiguration == null ? [] : ["--network-configuration", JSON.stringify(networkConfiguration)]),
    ...["--capacity-provider-strategy", JSON.stringify(capacityProviderStrategy)],
    ...["--overrides", JSON.stringify(overrides)],
  );
  const [task] = tasks;
  if (task === undefined) throw new Failure(`ECS starts no task: ${failures.map(({ reason }) => reason).join(", ")}`);
  return { taskDefinition, task };
}

async function describe(aws: Aws, { cluster }: Service, arn: string): Promise<Task> {
  const { tasks } = await aws<{ tasks: readonly Task[] }>(
    "ecs",
    "describe-tasks",
    "--cluster",
    cluster,
    "--tasks",
    arn,
  );
  return tasks[0] ?? { taskArn: arn, lastStatus: "STOPPED", stoppedReason: "ECS forgot the task", containers: [] };
}

interface Log {
  readonly group: string;
  readonly stream: string;
}

async function logOf(aws: Aws, taskDefinition: string, { taskArn }: Task): Promise<Log> {
  const { taskDefinition: definition } = await aws<{
    taskDefinition: {
      containerDefinitions: readonly { name: string; logConfiguration: { options: Record<string, string> } }[];
    };
  }>("ecs", "describe-task-definition", "--task-definition", taskDefinition);
  const options =
    definition.containerDefinitions.find(({ name }) => name === CONTAINER)?.logConfiguration.options ?? {};
  return {
    group: options["awslogs-group"] ?? "",
    stream: `${options["awslogs-stream-prefix"]}/${CONTAINER}/${idOf(taskArn)}`,
  };
}

/** Hands on the lines that are new. @returns where to go on */
async function follow(options: OneOffTaskOptions, log: Log, from: string | undefined): Promise<string | undefined> {
  let token = from;
  for (;;) {
    const words = ["--log-group-name", log.group, "--log-stream-name", log.stream, "--start-from-head"];
    const next = token === undefined ? [] : ["--next-token", token];
    const page = await options.aws<Events>("logs", "get-log-events", ...words, ...next).catch((error: Error) => {
      // The stream is there once the container has written something.
      if (error.message.includes("ResourceNotFoundException")) return undefined;
      throw error;
    });
    if (page === undefined) return token;
    for (const { message } of page.events) options.onLine(message);
    // CloudWatch answers with the same token at the end of a stream ("GetLogEvents").
    if (page.nextForwardToken === token || page.events.length === 0) return page.nextForwardToken;
    token = page.nextForwardToken;
  }
}

const idOf = (arn: string): string => arn.split("/").pop() ?? arn;
