import type { KnownTypes } from "../knowledge";

export const CLOUDWATCH: KnownTypes = {
  aws_cloudwatch_metric_alarm: { id: "{alarm_name}", arn: "cloudwatch:{region}:{account}:alarm:{alarm_name}" },
  aws_cloudwatch_composite_alarm: { id: "{alarm_name}", arn: "cloudwatch:{region}:{account}:alarm:{alarm_name}" },
  aws_cloudwatch_dashboard: { id: "{dashboard_name}", arn: "cloudwatch::{account}:dashboard/{dashboard_name}" },
};
