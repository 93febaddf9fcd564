import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { TaskCalls } from "../../../../rehearsal/effects/aws/task-calls";
import { OneOffTasks } from "../../../../rehearsal/effects/ecs/one-off-tasks";
import { readTaskDefinition } from "../../../../rehearsal/effects/ecs/read-task-definition";
import type { TaskOptions } from "../../../../rehearsal/effects/ecs/task";
import { Inventory } from "../../../../rehearsal/provider-double/inventory";

const CLUSTER = "arn:aws:ecs:eu-west-1:1:cluster/site";
const DEFINITION = "arn:aws:ecs:eu-west-1:1:task-definition/site:7";
const LOG = { "awslogs-group": "/ecs/site/wordpress", "awslogs-stream-prefix": "task" };
let directory: string | undefined;
afterEach(() => {
  if (directory !== undefined) rmSync(directory, { recursive: true });
  directory = undefined;
});

/** A service of one container in an account, and an engine whose containers run until the test ends them. */
function account() {
  const logs = mkdtempSync(join(tmpdir(), "task-calls-"));
  directory = logs;
  const inventory = new Inventory();
  inventory.put("aws_ecs_cluster", { id: CLUSTER, arn: CLUSTER, name: "site" });
  inventory.put("aws_subnet", { id: "subnet-1" });
  inventory.put("aws_security_group", { id: "sg-1" });
  const containers = [{ name: "wordpress", image: "site", logConfiguration: { logDriver: "awslogs", options: LOG } }];
  inventory.put("aws_ecs_task_definition", {
    ...{ id: "site", arn: DEFINITION, family: "site", revision: 7, network_mode: "awsvpc" },
    container_definitions: JSON.stringify(containers),
  });
  inventory.put("aws_ecs_service", {
    ...{ id: "s", name: "site", cluster: CLUSTER, task_definition: DEFINITION },
    network_configuration: [{ subnets: ["subnet-1"], security_groups: ["sg-1"], assign_public_ip: false }],
    capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1, base: 0 }],
  });
  const state = { Running: true, ExitCode: 0 };
  const ran: { Cmd?: string[] }[] = [];
  const output = new PassThrough();
  const container = { id: "1", inspect: async () => ({ State: state }), logs: async () => output };
  const engine = {
    name: (part: string) => part,
    ensureNetwork: async () => ({ name: "vpc" }),
    run: async (_: string, options: object) => {
      ran.push(options);
      return container;
    },
    stop: async () => output.end().resume(),
    lastLines: async () => [],
    docker: { getImage: () => ({ inspect: async () => ({}) }), modem: { demuxStream: () => undefined } },
  };
  const extend = async (options: object) => options;
  const tasks = new OneOffTasks({
    inventory: () => inventory,
    definitionOf: readTaskDefinition,
    task: {
      ...{ engine, adapt: extend, trust: { extend }, credentials: { extend }, mails: { extend }, logDirectory: logs },
      around: { efsVolume: async () => "", resolveSecret: () => "" },
    } as unknown as TaskOptions,
  });
  const calls = new TaskCalls(
    () => inventory,
    () => tasks,
    logs,
  );
  const ask = async (target: string, input: object) => {
    const headers = { "x-amz-target": target };
    const answer = await calls.answer({ method: "POST", path: "/", headers, body: JSON.stringify(input) });
    return answer === undefined ? undefined : JSON.parse(answer.body);
  };
  const ecs = (operation: string, input: object) => ask(`AmazonEC2ContainerServiceV20141113.${operation}`, input);
  const logsOf = (input: object) => ask("Logs_20140328.GetLogEvents", input);
  return { ecs, logsOf, ask, ran, state, logs };
}

async function started({ ecs }: ReturnType<typeof account>, command = ["wp-image", "untouched"]) {
  const { services } = await ecs("DescribeServices", { cluster: "site", services: ["site"] });
  const [{ taskDefinition, networkConfiguration, capacityProviderStrategy }] = services;
  const overrides = { containerOverrides: [{ name: "wordpress", command }] };
  const input = { cluster: "site", taskDefinition, networkConfiguration, capacityProviderStrategy, overrides };
  const { tasks } = await ecs("RunTask", input);
  return tasks[0].taskArn as string;
}

test("a task of the service's own definition runs with the overridden command, and its exit code is told", async () => {
  const here = account();
  const { ecs, ran, state } = here;
  const arn = await started(here);
  expect(arn).toMatch(/^arn:aws:ecs:eu-west-1:1:task\/site\/[0-9a-f]{32}$/);
  const described = async () => (await ecs("DescribeTasks", { cluster: "site", tasks: [arn] })).tasks[0];
  await vi.waitFor(async () => expect((await described()).lastStatus).toBe("RUNNING"), 20_000);
  expect(ran).toMatchObject([{ Image: "site", Cmd: ["wp-image", "untouched"] }]);
  Object.assign(state, { Running: false, ExitCode: 3 });
  await vi.waitFor(async () => expect((await described()).lastStatus).toBe("STOPPED"), 20_000);
  expect((await described()).containers).toEqual([{ name: "wordpress", exitCode: 3 }]);
});

test("a task that is stopped says why, and has no exit code", async () => {
  const here = account();
  const arn = await started(here);
  await here.ecs("StopTask", { cluster: "site", task: arn, reason: "interrupted" });
  const described = async () => (await here.ecs("DescribeTasks", { cluster: "site", tasks: [arn] })).tasks[0];
  await vi.waitFor(async () => expect((await described()).lastStatus).toBe("STOPPED"), 20_000);
  expect(await described()).toMatchObject({ stoppedReason: "interrupted", containers: [] });
});

test("a log is read from where the last page ended, in whole lines until the task has ended", async () => {
  const here = account();
  const { logsOf, logs, state, ecs } = here;
  const arn = await started(here);
  const stream = `task/wordpress/${arn.split("/").pop()}`;
  const page = (nextToken?: string) =>
    logsOf({ logGroupName: "/ecs/site/wordpress", logStreamName: stream, ...(nextToken && { nextToken }) });
  const file = join(logs, "ecs/site/wordpress", `${stream}.log`);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, "one\nzwölf\nhal");
  const first = await page();
  expect(first.events.map(({ message }: { message: string }) => message)).toEqual(["one", "zwölf"]);
  expect((await page(first.nextForwardToken)).events).toEqual([]);
  Object.assign(state, { Running: false });
  const ended = async () => (await ecs("DescribeTasks", { tasks: [arn] })).tasks[0].lastStatus === "STOPPED";
  await vi.waitFor(async () => expect(await ended()).toBe(true), 20_000);
  appendFileSync(file, "f");
  const last = await page(first.nextForwardToken);
  expect(last.events).toMatchObject([{ message: "half" }]);
  expect((await page(last.nextForwardToken)).nextForwardToken).toBe(last.nextForwardToken);
});

test.each([
  ["RunTask", { cluster: "other" }, "ClusterNotFoundException"],
  ["RunTask", { cluster: "site", taskDefinition: "none:1" }, "ClientException"],
  [
    "RunTask",
    { cluster: "site", taskDefinition: DEFINITION, networkConfiguration: { awsvpcConfiguration: { subnets: ["no"] } } },
    "InvalidParameterException",
  ],
  [
    "RunTask",
    { cluster: "site", taskDefinition: DEFINITION, overrides: { containerOverrides: [{ name: "other" }] } },
    "InvalidParameterException",
  ],
  ["StopTask", { cluster: "site", task: "none" }, "InvalidParameterException"],
  ["DescribeTaskDefinition", { taskDefinition: "none:1" }, "ClientException"],
])("ECS refuses %s of %j", async (operation, input, code) => {
  await expect(account().ecs(operation, input)).rejects.toMatchObject({ code });
});

test("a log that is not there, or leads out of the logs, is none; what nobody asks for here is no call", async () => {
  const { logsOf, ask, ecs } = account();
  for (const logStreamName of ["task/wordpress/none", "../../../../etc/hosts"])
    await expect(logsOf({ logGroupName: "/ecs", logStreamName })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  expect(await ask("DynamoDB_20120810.Scan", {})).toBeUndefined();
  expect(await ecs("DescribeServices", { cluster: "site", services: ["none"] })).toMatchObject({
    ...{ services: [], failures: [{ arn: "none", reason: "MISSING" }] },
  });
});
