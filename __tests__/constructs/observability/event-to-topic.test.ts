import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { expect, test } from "vitest";
import { AlarmTopic } from "../../../constructs/observability/alarm-topic";
import { tellEvent } from "../../../constructs/observability/event-to-topic";
import { synth } from "../../support/synth";

test("a message says what is wrong, what to do first and where the checklist is, and holds the whole event", () => {
  const { all } = synth((stack) => {
    const topic = new AlarmTopic(stack, "Topic", { name: "alarms", emails: [], publishers: ["events"] });
    const [summary, firstStep] = ['A "task" ended.', "Read why."];
    const event = { summary, firstStep, runbook: "no-healthy-task", pattern: { source: ["aws.ecs"] } } as const;
    tellEvent(stack, "Ended", { name: "ended", topic, event });
  });
  const [{ input_transformer } = {}] = all(CloudwatchEventTarget);
  const { input_template } = input_transformer as { input_template: string };
  // What EventBridge does: the variable stands for JSON.
  expect(JSON.parse(input_template.replace("<aws.events.event.json>", '{"detail":{"reason":"\\"x\\""}}'))).toEqual({
    summary: 'A "task" ended.',
    firstStep: "Read why.",
    checklist: "docs/operations.md#no-healthy-task",
    event: { detail: { reason: '"x"' } },
  });
});
