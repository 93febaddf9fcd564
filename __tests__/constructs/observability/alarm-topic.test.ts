import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { expect, test } from "vitest";
import { AlarmTopic, type AlarmTopicProps } from "../../../constructs/observability/alarm-topic";
import { synth } from "../../support/synth";

const topic = (more: Partial<AlarmTopicProps> = {}) =>
  synth(
    (stack) =>
      new AlarmTopic(stack, "Topic", {
        name: "site-alarms",
        emails: [],
        publishers: ["cloudwatch", "budgets", "events"],
        ...more,
      }),
  ).all;

test("writes to each address", () => {
  const all = topic({ emails: ["a@example.com", "b@example.com"] });
  expect(all(SnsTopicSubscription)).toMatchObject([
    { protocol: "email", endpoint: "a@example.com" },
    { protocol: "email", endpoint: "b@example.com" },
  ]);
  expect(topic()(SnsTopicSubscription)).toEqual([]);
});

test("alarms and budgets of the account publish, and so does EventBridge, which takes no condition", () => {
  const [{ policy } = { policy: "" }] = topic()(SnsTopicPolicy);
  const own = { StringEquals: { "aws:SourceAccount": "111122223333" } };
  expect(JSON.parse(String(policy)).Statement).toEqual([
    expect.objectContaining({ Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: own }),
    expect.objectContaining({ Principal: { Service: "budgets.amazonaws.com" }, Condition: own }),
    expect.not.objectContaining({ Condition: expect.anything() }),
  ]);
  expect(policy).not.toContain('"AWS":"*"');
});

test("is encrypted by the key it is given, and says why it is not without one", () => {
  expect(topic({ kmsKeyArn: "arn:key" })(SnsTopic)).toMatchObject([{ kms_master_key_id: "arn:key" }]);
  expect(topic()(SnsTopic)[0]).not.toHaveProperty("kms_master_key_id");
});
