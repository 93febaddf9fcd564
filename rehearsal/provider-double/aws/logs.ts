import { byName, type KnownTypes } from "../knowledge";
import { inUse, quota, taken } from "../refusal";

const QUOTAS = { source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html" };

export const logs: KnownTypes = {
  aws_cloudwatch_log_group: {
    ...byName("logs:{region}:{account}:log-group:{name}"),
    refuses: [
      taken(
        "CloudWatch Logs: CreateLogGroup",
        "ResourceAlreadyExistsException",
        ["name"],
        () => "The specified log group already exists",
      ),
    ],
  },
  aws_cloudwatch_log_delivery: {
    replacedBy: ["delivery_destination_arn"],
    refuses: [
      taken(
        "CloudWatch Logs: CreateDelivery",
        "ConflictException",
        ["delivery_source_name", "delivery_destination_arn"],
        () => "Delivery already exists for this delivery source and delivery destination.",
      ),
    ],
  },
  aws_cloudwatch_log_delivery_destination: {
    arn: "logs:{region}:{account}:delivery-destination:{name}",
    replacedBy: ["name"],
    refuses: [
      inUse(
        "CloudWatch Logs: DeleteDeliveryDestination",
        "ConflictException",
        "arn",
        [["aws_cloudwatch_log_delivery", "delivery_destination_arn"]],
        ({ state }) => `Cannot delete delivery destination ${state.name}: it is associated with a delivery.`,
      ),
    ],
  },
  aws_cloudwatch_log_delivery_source: {
    arn: "logs:{region}:{account}:delivery-source:{name}",
    replacedBy: ["name", "log_type", "resource_arn"],
    refuses: [
      inUse(
        "CloudWatch Logs: DeleteDeliverySource",
        "ConflictException",
        "name",
        [["aws_cloudwatch_log_delivery", "delivery_source_name"]],
        ({ state }) => `Cannot delete delivery source ${state.name}: it is associated with a delivery.`,
      ),
    ],
  },
  aws_cloudwatch_log_metric_filter: {
    refuses: [
      quota("CloudWatch Logs: PutMetricFilter", "LimitExceededException", 100, "Resource limit exceeded.", {
        ...QUOTAS,
        per: "log_group_name",
      }),
    ],
  },
  aws_cloudwatch_log_resource_policy: {
    id: "{policy_name}",
    refuses: [
      quota("CloudWatch Logs: PutResourcePolicy", "LimitExceededException", 10, "Resource limit exceeded.", QUOTAS),
    ],
  },
  aws_cloudwatch_query_definition: { id: "{uuid}", refuses: "Two queries may have one name." },
};
