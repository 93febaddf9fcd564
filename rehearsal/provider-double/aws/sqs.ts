import type { KnownTypes } from "../knowledge";

export const SQS: KnownTypes = {
  aws_sqs_queue: { id: "https://sqs.{region}.amazonaws.com/{account}/{name}", arn: "sqs:{region}:{account}:{name}" },
};
