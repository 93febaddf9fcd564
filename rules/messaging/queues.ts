import { isObject } from "../../terraform/json";
import type { Rule } from "../rule";

const SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest";
const SNS = "https://docs.aws.amazon.com/sns/latest/dg";

const isFifo = (name: string | undefined): boolean | undefined =>
  name === undefined ? undefined : name.endsWith(".fifo");

/** Numbers of a queue. Source: SQS SetQueueAttributes. */
const NUMBERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  visibility_timeout_seconds: [0, 43_200],
  message_retention_seconds: [60, 1_209_600],
  delay_seconds: [0, 900],
  max_message_size: [1024, 1_048_576],
  receive_wait_time_seconds: [0, 20],
  kms_data_key_reuse_period_seconds: [60, 86_400],
};

export const queueRules: readonly Rule[] = [
  {
    id: "queue-fifo",
    trap: 79,
    title: "A FIFO queue or topic is named .fifo, and others are not",
    source: `${SQS}/SQSDeveloperGuide/FIFO-queue-message-identifiers.html`,
    severity: "error",
    fix: "Name it ….fifo and set fifo_queue or fifo_topic.",
    on: ["aws_sqs_queue", "aws_sns_topic"],
    *check(resource) {
      const attribute = resource.type === "aws_sqs_queue" ? "fifo_queue" : "fifo_topic";
      const named = isFifo(resource.text("name"));
      const isUnknown = resource.has(attribute) && resource.flag(attribute) === undefined;
      if (named !== undefined && !isUnknown && named !== (resource.flag(attribute) ?? false))
        yield resource.problem("name", `${attribute} is ${resource.flag(attribute) ?? false}`);
      if (resource.flag("content_based_deduplication") && !isUnknown && !resource.flag(attribute))
        yield resource.problem("content_based_deduplication", "no FIFO");
    },
  },
  {
    id: "queue-dead-letters",
    trap: 79,
    title: "Dead letters go to a queue of the same kind after 1 to 1000 tries, and a scheduler's to a standard one",
    source: `${SQS}/SQSDeveloperGuide/sqs-dead-letter-queues.html`,
    severity: "error",
    fix: "Take a dead-letter queue of the same kind, and a maxReceiveCount of 1 to 1000.",
    on: ["aws_sqs_queue", "aws_sqs_queue_redrive_policy", "aws_scheduler_schedule", "aws_cloudwatch_event_target"],
    *check(resource, tree) {
      for (const letters of [
        ...resource.blocks("target").flatMap((one) => one.blocks("dead_letter_config")),
        ...resource.blocks("dead_letter_config"),
      ]) {
        if (letters.follow("arn")?.flag("fifo_queue")) yield letters.problem("arn", "a FIFO queue");
      }
      const policy = resource.decoded("redrive_policy");
      if (!resource.has("redrive_policy") || !isObject(policy)) return;
      const count = Number(policy.maxReceiveCount);
      if (!Number.isNaN(count) && (count < 1 || count > 1000))
        yield resource.problem("redrive_policy", "maxReceiveCount is 1 to 1000", count);
      const target = tree.referent(policy.deadLetterTargetArn, resource.stack)?.resource;
      if (target?.type !== "aws_sqs_queue") return;
      const own = resource.type === "aws_sqs_queue" ? resource : resource.follow("queue_url");
      if (own === target) yield resource.problem("redrive_policy", "it is its own dead-letter queue", target.address);
      else if (own && (own.flag("fifo_queue") ?? false) !== (target.flag("fifo_queue") ?? false))
        yield resource.problem("redrive_policy", `${target.address} is of the other kind`, target.address);
    },
  },
  {
    id: "queue-numbers",
    trap: 79,
    title:
      "A queue keeps messages for 1 minute to 14 days, hides them for 12 hours at most, and waits 20 seconds at most",
    source: `${SQS}/APIReference/API_SetQueueAttributes.html`,
    severity: "error",
    fix: "Correct the number.",
    on: ["aws_sqs_queue"],
    *check(resource) {
      for (const [attribute, [least, most]] of Object.entries(NUMBERS)) {
        const value = resource.number(attribute);
        if (value !== undefined && (value < least || value > most))
          yield resource.problem(attribute, `${least} to ${most}`);
      }
      if (resource.flag("sqs_managed_sse_enabled") && resource.has("kms_master_key_id"))
        yield resource.problem("sqs_managed_sse_enabled", "kms_master_key_id is set too");
    },
  },
  {
    id: "topic-subscription",
    trap: 79,
    title: "A FIFO topic has queues as subscribers, and an address fits its protocol",
    source: `${SNS}/fifo-topic-message-delivery.html`,
    severity: "error",
    fix: "Correct protocol or endpoint.",
    on: ["aws_sns_topic_subscription"],
    *check(resource) {
      const protocol = resource.text("protocol");
      const endpoint = resource.text("endpoint");
      const topic = resource.follow("topic_arn");
      if (topic?.flag("fifo_topic") && protocol !== undefined && protocol !== "sqs")
        yield resource.problem("protocol", `${topic.address} is a FIFO topic`);
      const forms: Readonly<Record<string, RegExp>> = {
        email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
        "email-json": /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
        https: /^https:\/\//,
        http: /^http:\/\//,
        sqs: /^arn:[\w-]+:sqs:/,
        lambda: /^arn:[\w-]+:lambda:/,
        sms: /^\+\d{5,15}$/,
      };
      const form = forms[protocol ?? ""];
      if (form && endpoint !== undefined && !form.test(endpoint))
        yield resource.problem("endpoint", `the protocol is ${protocol}`);
    },
  },
];
