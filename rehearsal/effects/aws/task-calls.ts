import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Inventory } from "../../provider-double/inventory";
import { blocksOf, type ObjectValue, type Value } from "../../provider-double/value";
import type { OneOffTasks, Run } from "../ecs/one-off-tasks";
import { type AwsAnswer, type AwsRequest, json, Refused } from "./answers";

/** Prefixes of `x-amz-target` (botocore's models of ecs and logs). */
const ECS = "AmazonEC2ContainerServiceV20141113.";
const LOGS = "Logs_20140328.";

/** Bytes of log that one page holds at most; CloudWatch's page is 1 MB (API reference, "GetLogEvents"). */
const PAGE = 1 << 20;

interface RunTask {
  readonly cluster?: string;
  readonly taskDefinition?: string;
  readonly startedBy?: string;
  readonly networkConfiguration?: {
    readonly awsvpcConfiguration?: { readonly subnets?: string[]; readonly securityGroups?: string[] };
  };
  readonly overrides?: object;
}

/** Starting one more task of a service, following it and its log (ECS, CloudWatch Logs): the task is run in Docker. */
export class TaskCalls {
  constructor(
    private readonly inventory: () => Inventory,
    private readonly tasks: () => OneOffTasks,
    /** Log groups are directories in it. */
    private readonly logDirectory: string,
  ) {}

  /** @returns undefined for what is no call of these @throws {Refused} */
  async answer({ headers, body }: AwsRequest): Promise<AwsAnswer | undefined> {
    const target = headers["x-amz-target"] ?? "";
    const operation: ((input: never) => unknown) | undefined = {
      [`${ECS}DescribeServices`]: (input: { cluster: string; services: string[] }) => this.services(input),
      [`${ECS}DescribeTaskDefinition`]: (input: { taskDefinition: string }) => this.definition(input),
      [`${ECS}RunTask`]: (input: RunTask) => this.run(input),
      [`${ECS}DescribeTasks`]: (input: { tasks: string[] }) => this.described(input),
      [`${ECS}StopTask`]: (input: { task: string; reason?: string }) => this.stop(input),
      [`${LOGS}GetLogEvents`]: (input: Parameters<TaskCalls["log"]>[0]) => this.log(input),
    }[target];
    if (operation === undefined) return undefined;
    return json(200, await operation(JSON.parse(body || "{}") as never));
  }

  private services({ cluster, services }: { cluster: string; services: string[] }) {
    const arn = this.cluster(cluster);
    const found = this.inventory()
      .all("aws_ecs_service")
      .filter((one) => services.includes(String(one.name)) && [arn, cluster].includes(String(one.cluster)));
    return {
      services: found.map((one) => ({
        serviceName: one.name,
        status: "ACTIVE",
        taskDefinition: one.task_definition,
        networkConfiguration: networkOf(one),
        capacityProviderStrategy: blocksOf(one.capacity_provider_strategy).map(
          ({ capacity_provider: capacityProvider, weight, base }) => ({ capacityProvider, weight, base }),
        ),
      })),
      failures: services
        .filter((name) => found.every((one) => one.name !== name))
        .map((name) => ({ arn: name, reason: "MISSING" })),
    };
  }

  private definition({ taskDefinition }: { taskDefinition: string }) {
    const found = this.inventory().find("aws_ecs_task_definition", "arn", taskDefinition);
    if (found === undefined) throw new Refused("ClientException", 400, "Unable to describe task definition.");
    return {
      taskDefinition: {
        taskDefinitionArn: found.arn,
        family: found.family,
        containerDefinitions: JSON.parse(String(found.container_definitions)),
      },
    };
  }

  private run({ cluster = "default", taskDefinition = "", networkConfiguration, overrides, startedBy }: RunTask) {
    const network = networkConfiguration?.awsvpcConfiguration;
    const run = this.tasks().start({
      clusterArn: this.cluster(cluster),
      taskDefinitionArn: taskDefinition,
      subnets: network?.subnets ?? [],
      securityGroups: network?.securityGroups ?? [],
      input: JSON.stringify(overrides ?? {}),
    });
    return { tasks: [{ ...taskOf(run), startedBy }], failures: [] };
  }

  private described({ tasks }: { tasks: string[] }) {
    const known = tasks.map((arn) => ({ arn, run: this.tasks().find(arn) }));
    return {
      tasks: known.flatMap(({ run }) => (run === undefined ? [] : [taskOf(run)])),
      failures: known.flatMap(({ arn, run }) => (run === undefined ? [{ arn, reason: "MISSING" }] : [])),
    };
  }

  private stop({ task, reason = "stopped" }: { task: string; reason?: string }) {
    const run = this.tasks().find(task);
    if (run === undefined) throw new Refused("InvalidParameterException", 400, "The referenced task was not found.");
    run.stop(reason);
    return { task: taskOf(run) };
  }

  /** What was written since a token, which is a place in the file: whole lines, and all of it once the task has ended. */
  private async log({
    logGroupName: group,
    logStreamName: stream,
    nextToken = "f/0",
  }: {
    logGroupName: string;
    logStreamName: string;
    nextToken?: string;
  }) {
    const file = join(this.logDirectory, group.replace(/^\//, ""), `${stream}.log`);
    const size = /(?:^|\/)\.\.(?:\/|$)/.test(`${group}/${stream}`)
      ? undefined
      : statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined)
      throw new Refused("ResourceNotFoundException", 400, "The specified log stream does not exist.");
    const from = Number(/^f\/(\d+)$/.exec(nextToken)?.[1] ?? 0);
    const end = Math.min(size, from + PAGE);
    const read = end > from ? await text(createReadStream(file, { start: from, end: end - 1 })) : "";
    const ended = this.tasks().find(stream.split("/").pop() ?? "")?.lastStatus === "STOPPED" && end === size;
    const whole = ended ? read : read.slice(0, read.lastIndexOf("\n") + 1);
    const token = `f/${from + Buffer.byteLength(whole)}`;
    const timestamp = Date.now();
    const lines = whole === "" ? [] : whole.replace(/\n$/, "").split("\n");
    return {
      events: lines.map((message) => ({ timestamp, ingestionTime: timestamp, message })),
      nextForwardToken: token,
      nextBackwardToken: nextToken.replace("f", "b"),
    };
  }

  /** @throws {Refused} when there is none of that name or ARN */
  private cluster(name: string): string {
    const inventory = this.inventory();
    const found = inventory.find("aws_ecs_cluster", "name", name) ?? inventory.find("aws_ecs_cluster", "arn", name);
    if (found === undefined) throw new Refused("ClusterNotFoundException", 400, "Cluster not found.");
    return String(found.arn);
  }
}

function networkOf(service: ObjectValue) {
  const [network] = blocksOf(service.network_configuration);
  if (network === undefined) return undefined;
  const list = (value: Value | undefined) => (Array.isArray(value) ? value : []);
  return {
    awsvpcConfiguration: {
      subnets: list(network.subnets),
      securityGroups: list(network.security_groups),
      assignPublicIp: network.assign_public_ip === true ? "ENABLED" : "DISABLED",
    },
  };
}

function taskOf({ arn, lastStatus, stoppedReason, containers }: Run) {
  return { taskArn: arn, lastStatus, stoppedReason, containers };
}
