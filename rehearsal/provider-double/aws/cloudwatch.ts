import type { KnownTypes } from "../knowledge";

const REFUSES =
  "CloudWatch puts an alarm or dashboard in the place of one with its name; a rule finds names given twice.";

export const CLOUDWATCH: KnownTypes = {
  aws_cloudwatch_metric_alarm: {
    id: "{alarm_name}",
    arn: "cloudwatch:{region}:{account}:alarm:{alarm_name}",
    refuses: REFUSES,
  },
  aws_cloudwatch_composite_alarm: {
    id: "{alarm_name}",
    arn: "cloudwatch:{region}:{account}:alarm:{alarm_name}",
    refuses: REFUSES,
  },
  aws_cloudwatch_dashboard: {
    id: "{dashboard_name}",
    arn: "cloudwatch::{account}:dashboard/{dashboard_name}",
    refuses: REFUSES,
  },
};
