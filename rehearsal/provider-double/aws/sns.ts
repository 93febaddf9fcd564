import { byArn, type KnownTypes } from "../knowledge";
import type { Refusal } from "../refusal";

const otherTags: Refusal = {
  on: "create",
  operation: "SNS: CreateTopic",
  code: "InvalidParameter",
  when: "a topic of that name has other tags; with the same ones AWS gives back that topic",
  source: "https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
  text: ({ state, inventory }) => {
    const same = inventory
      .all("aws_sns_topic")
      .find(({ name, region }) => name === state.name && region === state.region);
    return same && JSON.stringify(same.tags_all) !== JSON.stringify(state.tags_all)
      ? "Invalid parameter: Tags Reason: Topic already exists with different tags"
      : undefined;
  },
};

export const sns: KnownTypes = {
  aws_sns_topic: {
    ...byArn("sns:{region}:{account}:{name}"),
    refuses: [otherTags],
  },
  aws_sns_topic_subscription: {
    ...byArn("{topic_arn|tail}:{uuid}"),
    refuses: "Subscribe gives back the subscription of an endpoint that has one.",
  },
  aws_sns_topic_policy: {
    id: "{arn}",
    replacedBy: ["arn"],
    refuses: "SetTopicAttributes replaces the policy that is there.",
  },
};
