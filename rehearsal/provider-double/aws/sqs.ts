import type { KnownTypes } from "../knowledge";

export const sqs: KnownTypes = {
  aws_sqs_queue: { id: "https://sqs.{region}.amazonaws.com/{account}/{name}", arn: "sqs:{region}:{account}:{name}" },
};
