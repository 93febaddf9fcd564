import type { PolicyStatement } from "./policy";

/**
 * Lets a state machine send traces of its runs to X-Ray; the actions know no resource.
 * Source: Step Functions developer guide, "Trace Step Functions request data in AWS X-Ray".
 */
export const TRACE: PolicyStatement = {
  Sid: "Trace",
  Action: ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"],
  Resource: "*",
};
