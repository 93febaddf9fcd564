import { byArn, type KnownTypes } from "../knowledge";

export const sns: KnownTypes = {
  aws_sns_topic: byArn("sns:{region}:{account}:{name}"),
  aws_sns_topic_subscription: byArn("{topic_arn|tail}:{uuid}"),
  aws_sns_topic_policy: {},
};
