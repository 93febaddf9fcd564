import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TaskDefinition } from "../../../../rehearsal/effects/ecs/task-definition";
import { LocalNotes } from "../../../../rehearsal/effects/local-notes";
import { Scheduler } from "../../../../rehearsal/effects/scheduler/effects";
import { Queues } from "../../../../rehearsal/effects/scheduler/queues";
import type { Change } from "../../../../rehearsal/provider-double/effect";
import { Inventory } from "../../../../rehearsal/provider-double/inventory";
import type { ObjectValue } from "../../../../rehearsal/provider-double/value";

const FAMILY = "arn:aws:ecs:eu-west-1:1:task-definition/wordpress";
const QUEUE = "arn:aws:sqs:eu-west-1:1:cron";
const INPUT = JSON.stringify({ containerOverrides: [{ name: "wordpress", command: ["run-events"] }] });

function scheduleState(more: ObjectValue = {}, target: ObjectValue = {}): ObjectValue {
  return {
    ...{ name: "cron", arn: "schedule", schedule_expression: "rate(1 minute)", state: "ENABLED" },
    schedule_expression_timezone: "UTC",
    flexible_time_window: [{ mode: "OFF" }],
    target: [
      {
        ...{ arn: "cluster", role_arn: "role", input: INPUT, dead_letter_config: [{ arn: QUEUE }] },
        ecs_parameters: [
          {
            ...{ task_definition_arn: FAMILY, task_count: 1 },
            network_configuration: [{ subnets: ["subnet-1"], security_groups: ["sg-1"] }],
          },
        ],
        ...target,
      },
    ],
    ...more,
  };
}

function world() {
  const inventory = new Inventory();
  inventory.put("aws_iam_role", { arn: "role" });
  inventory.put("aws_ecs_cluster", { arn: "cluster" });
  inventory.put("aws_subnet", { id: "subnet-1" });
  inventory.put("aws_security_group", { id: "sg-1" });
  inventory.put("aws_sqs_queue", { arn: QUEUE });
  for (const revision of [9, 10])
    inventory.put("aws_ecs_task_definition", { arn: `${FAMILY}:${revision}`, family: "wordpress", revision });
  const said: string[] = [];
  const ran: TaskDefinition[] = [];
  const queues = new Queues(() => inventory);
  const notes = new LocalNotes();
  const scheduler = new Scheduler({
    ...{ inventory: () => inventory, notes, queues },
    onEvent: (text) => said.push(text),
    definitionOf: ({ arn }) =>
      ({
        arn,
        containers: [{ name: "wordpress", image: "i", environment: [{ name: "A", value: "1" }] }],
      }) as unknown as TaskDefinition,
    runTask: async (definition) => {
      ran.push(definition);
      return undefined;
    },
  });
  const [effect] = scheduler.effects;
  const apply = (how: "create" | "update" | "delete", state: ObjectValue) => effect?.[how]?.({ state } as Change);
  return { inventory, said, ran, queues, notes, scheduler, apply };
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-03-27T10:20:30Z") });
});
afterEach(() => {
  vi.useRealTimers();
});
const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);

test("a schedule starts its task at each time, with the newest revision and the overrides of its input", async () => {
  const { ran, said, apply } = world();
  await apply("create", scheduleState());
  expect(ran).toEqual([]);
  await minutes(3);
  expect(ran).toHaveLength(3);
  expect(ran[0]).toMatchObject({ arn: `${FAMILY}:10`, containers: [{ name: "wordpress", command: ["run-events"] }] });
  expect(ran[0]?.containers[0]?.environment).toEqual([{ name: "A", value: "1" }]);
  expect(said).toEqual([]);
});

test("an update takes the place of the schedule, and a deleted or disabled one starts nothing", async () => {
  const { ran, apply } = world();
  await apply("create", scheduleState());
  await apply("update", scheduleState({ schedule_expression: "rate(2 minutes)" }));
  await minutes(2);
  expect(ran).toHaveLength(1);
  await apply("update", scheduleState({ state: "DISABLED" }));
  await minutes(10);
  await apply("update", scheduleState());
  await apply("delete", scheduleState());
  await minutes(10);
  expect(ran).toHaveLength(1);
});

test("nothing runs before the first and after the last date", async () => {
  const { ran, apply } = world();
  await apply("create", scheduleState({ start_date: "2026-03-27T10:30:30Z", end_date: "2026-03-27T10:32:30Z" }));
  await minutes(10);
  expect(ran).toHaveLength(0);
  await minutes(10);
  expect(ran).toHaveLength(2);
});

test("dates that are months away are waited for", async () => {
  const { ran, apply } = world();
  await apply("create", scheduleState({ schedule_expression: "at(2026-06-01T00:00:00)" }));
  await vi.advanceTimersByTimeAsync(new Date("2026-05-31T23:59:00Z").getTime() - Date.now());
  expect(ran).toHaveLength(0);
  await minutes(2);
  expect(ran).toHaveLength(1);
});

test.each([
  ["aws_ecs_task_definition", "ClientException: TaskDefinition not found."],
  ["aws_ecs_cluster", "ClusterNotFoundException: Cluster not found."],
  ["aws_subnet", "InvalidParameterException: The subnet ID 'subnet-1' does not exist"],
])("a run without its %s lies in the dead-letter queue, and that is said", async (type, refusal) => {
  const { inventory, ran, said, queues, apply } = world();
  for (const state of inventory.all(type)) inventory.delete(type, state);
  await apply("create", scheduleState());
  await minutes(2);
  expect(ran).toEqual([]);
  expect(said).toEqual(
    [1, 2].map((n) => `schedule cron could not start its task (${refusal}); it is in cron, run ${n}`),
  );
  expect(queues.messages(QUEUE)).toHaveLength(2);
  expect(queues.messages(QUEUE)[0]).toMatchObject({
    body: INPUT,
    attributes: { ERROR_MESSAGE: refusal, SCHEDULED_TIME: "2026-03-27T10:21:30.000Z", SCHEDULE_ARN: "schedule" },
  });
});

test("an override of a container that is not there is refused, and without a queue the run is lost", async () => {
  const { said, apply } = world();
  const input = JSON.stringify({ containerOverrides: [{ name: "nginx", command: ["x"] }] });
  await apply("create", scheduleState({}, { input, dead_letter_config: [] }));
  await minutes(1);
  expect(said).toEqual([
    "schedule cron could not start its task (InvalidParameterException: Override for container named nginx is not a container in the TaskDefinition.); it has no dead-letter queue, so the run is lost",
  ]);
});

test("a queue that is not there loses the run, and that is said", async () => {
  const { inventory, said, apply } = world();
  inventory.delete("aws_sqs_queue", { arn: QUEUE });
  inventory.delete("aws_ecs_cluster", { arn: "cluster" });
  await apply("create", scheduleState());
  await minutes(1);
  expect(said[0]).toContain("and the run is lost (QueueDoesNotExist");
});

test("a flexible window and another target are noted", async () => {
  const { notes, apply } = world();
  await apply("create", scheduleState({ flexible_time_window: [{ mode: "FLEXIBLE", maximum_window_in_minutes: 5 }] }));
  await apply("create", scheduleState({ arn: "other" }, { ecs_parameters: [] }));
  expect(notes.all()).toEqual(
    expect.arrayContaining([
      "EventBridge Scheduler: cron starts at the beginning of its flexible window here",
      "EventBridge Scheduler: cron has another target than ECS and does not run here",
    ]),
  );
});
