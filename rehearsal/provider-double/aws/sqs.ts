import type { KnownTypes } from "../knowledge";
import type { Refusal } from "../refusal";

const SETTINGS = [
  "delay_seconds",
  "fifo_queue",
  "kms_master_key_id",
  "max_message_size",
  "message_retention_seconds",
  "receive_wait_time_seconds",
  "visibility_timeout_seconds",
];

const otherAttributes: Refusal = {
  on: "create",
  operation: "SQS: CreateQueue",
  code: "QueueNameExists",
  when: "a queue of that name has other settings; with the same ones AWS gives back that queue",
  source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
  text: ({ state, inventory }) => {
    const same = inventory
      .all("aws_sqs_queue")
      .find(({ name, region }) => name === state.name && region === state.region);
    const differs = same && SETTINGS.find((name) => (same[name] ?? null) !== (state[name] ?? null));
    return differs && `A queue already exists with the same name and a different value for attribute ${differs}`;
  },
};

export const SQS: KnownTypes = {
  aws_sqs_queue: {
    id: "https://sqs.{region}.{dns}/{account}/{name}",
    arn: "sqs:{region}:{account}:{name}",
    refuses: [otherAttributes],
  },
};
