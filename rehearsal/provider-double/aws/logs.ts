import { byName, type KnownTypes } from "../knowledge";

export const logs: KnownTypes = {
  aws_cloudwatch_log_group: {
    ...byName("logs:{region}:{account}:log-group:{name}"),
    replacedBy: ["name", "name_prefix"],
  },
  aws_cloudwatch_log_delivery: {},
  aws_cloudwatch_log_delivery_destination: {},
  aws_cloudwatch_log_delivery_source: {},
  aws_cloudwatch_log_metric_filter: {},
  aws_cloudwatch_log_resource_policy: {},
  aws_cloudwatch_query_definition: {},
};
