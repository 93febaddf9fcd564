import { expect, test } from "vitest";
import type { Aws } from "../../cli/aws-cli";
import { Interrupted } from "../../cli/outcome";
import { type OneOffTaskOptions, runOneOffTask } from "../../tasks/one-off-task";

const ARN = "arn:aws:ecs:eu-west-1:111122223333:task/site/0123";
const DEFINITION = "arn:aws:ecs:eu-west-1:111122223333:task-definition/site:7";
const NETWORK = {
  awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"], assignPublicIp: "DISABLED" },
};
const STRATEGY = [{ capacityProvider: "FARGATE", weight: 1, base: 0 }];

interface World {
  readonly services?: readonly unknown[];
  readonly tasks?: readonly unknown[];
  readonly failures?: readonly unknown[];
  readonly ends?: Readonly<Record<string, unknown>>;
}

/** ECS and CloudWatch Logs as far as a task needs them: one look later it has ended. */
function run(world: World = {}, more: Partial<OneOffTaskOptions> = {}) {
  const asked: (readonly string[])[] = [];
  const lines: string[] = [];
  let looks = 0;
  const answers: Record<string, (words: readonly string[]) => unknown> = {
    "describe-services": () => ({
      services: world.services ?? [
        { taskDefinition: DEFINITION, networkConfiguration: NETWORK, capacityProviderStrategy: STRATEGY },
      ],
    }),
    "run-task": () => ({
      tasks: world.tasks ?? [{ taskArn: ARN, lastStatus: "PROVISIONING", containers: [] }],
      failures: world.failures ?? [],
    }),
    "describe-task-definition": () => ({
      taskDefinition: {
        containerDefinitions: [
          { name: "database-user", logConfiguration: { options: {} } },
          {
            name: "wordpress",
            logConfiguration: { options: { "awslogs-group": "/ecs/site/wordpress", "awslogs-stream-prefix": "task" } },
          },
        ],
      },
    }),
    "describe-tasks": () => {
      looks += 1;
      const ended = { lastStatus: "STOPPED", containers: [{ name: "wordpress", exitCode: 3 }], ...world.ends };
      return {
        tasks: [looks < 2 ? { taskArn: ARN, lastStatus: "RUNNING", containers: [] } : { taskArn: ARN, ...ended }],
      };
    },
    "get-log-events": (words) => {
      if (looks < 2) throw new Error("aws logs get-log-events: ResourceNotFoundException");
      return words.includes("f/1")
        ? { events: [], nextForwardToken: "f/1" }
        : { events: [{ message: "akismet" }, { message: "hello" }], nextForwardToken: "f/1" };
    },
    "stop-task": () => ({}),
  };
  const aws: Aws = async <T>(...words: readonly string[]): Promise<T> => {
    asked.push(words);
    return answers[words[1] ?? ""]?.(words) as T;
  };
  const ended = runOneOffTask({
    ...{ aws, service: { cluster: "site", name: "site" }, command: ["wp", "plugin", "list"] },
    ...{ onLine: (line) => lines.push(line), onProgress: () => {}, signal: new AbortController().signal },
    ...{ pollMilliseconds: 0, ...more },
  });
  const words = (call: string) => asked.find(([, name]) => name === call) ?? [];
  const option = (call: string, name: string) => words(call)[words(call).indexOf(name) + 1] ?? "";
  return { ended, lines, asked, words, option };
}

test("a service whose tasks share their instances' interfaces has no network to hand on", async () => {
  const { ended, words } = run({ services: [{ taskDefinition: DEFINITION, capacityProviderStrategy: STRATEGY }] });
  await ended;
  expect(words("run-task")).not.toContain("--network-configuration");
});

test("a command runs as one more task of the service's definition, where the service runs", async () => {
  const { ended, option } = run();
  await ended;
  expect(option("run-task", "--task-definition")).toBe(DEFINITION);
  expect(JSON.parse(option("run-task", "--network-configuration"))).toEqual(NETWORK);
  expect(JSON.parse(option("run-task", "--capacity-provider-strategy"))).toEqual(STRATEGY);
  expect(JSON.parse(option("run-task", "--overrides"))).toEqual({
    containerOverrides: [{ name: "wordpress", command: ["wp", "plugin", "list"] }],
  });
});

test("what it writes comes back once, and its exit code too", async () => {
  const { ended, lines, option } = run();
  expect(await ended).toEqual({ exitCode: 3 });
  expect(lines).toEqual(["akismet", "hello"]);
  expect(option("get-log-events", "--log-group-name")).toBe("/ecs/site/wordpress");
  expect(option("get-log-events", "--log-stream-name")).toBe("task/wordpress/0123");
});

test.each([
  ["a service that is not deployed", { services: [] }, "there is no service site in cluster site: is it deployed?"],
  [
    "a task without room",
    { tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }] },
    "ECS starts no task: RESOURCE:MEMORY",
  ],
  [
    "a task that never ran",
    {
      ends: {
        containers: [{ name: "wordpress" }],
        stoppedReason: "ResourceInitializationError: unable to pull secrets",
      },
    },
    "the task did not run: ResourceInitializationError: unable to pull secrets",
  ],
])("%s is said with ECS's reason", async (_what, world, message) => {
  await expect(run(world).ended).rejects.toThrow(message);
});

test("Ctrl-C stops the task", async () => {
  const { ended, option } = run({}, { signal: AbortSignal.abort() });
  await expect(ended).rejects.toThrow(Interrupted);
  expect(option("stop-task", "--task")).toBe(ARN);
});
