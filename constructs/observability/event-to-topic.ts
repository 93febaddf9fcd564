import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import type { Construct } from "constructs";
import type { Runbook } from "./alarm";
import type { AlarmTopic } from "./alarm-topic";

/** Events that the topic hears of, and what they mean. */
export interface ToldEvent {
  /** One sentence: what is wrong. */
  readonly summary: string;
  /** One sentence: what to look at first. */
  readonly firstStep: string;
  /** Where the whole checklist is. */
  readonly runbook: Runbook;
  readonly pattern: Readonly<Record<string, unknown>>;
}

/** Rule, and the topic as its target. The message says what to do before it shows the event. @param name of the rule */
export function tellEvent(
  scope: Construct,
  id: string,
  { name, topic, event }: { readonly name: string; readonly topic: AlarmTopic; readonly event: ToldEvent },
): CloudwatchEventRule {
  const { summary, firstStep, runbook, pattern } = event;
  const rule = new CloudwatchEventRule(scope, id, {
    name,
    description: summary.replace(/\.$/, ""),
    eventPattern: JSON.stringify(pattern),
  });
  const told = JSON.stringify({ summary, firstStep, checklist: `docs/operations.md#${runbook}` });
  new CloudwatchEventTarget(scope, `${id}ToTopic`, {
    rule: rule.name,
    arn: topic.arn,
    // EventBridge's own variable for the whole event, which may only stand as the value of a field: its user guide, "Input transformation".
    inputTransformer: { inputTemplate: `${told.slice(0, -1)},"event":<aws.events.event.json>}` },
    dependsOn: topic.ready,
  });
  return rule;
}
