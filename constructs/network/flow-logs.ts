import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { policy } from "../iam/policy";
import { logGroupFindings } from "../observability/log-group";
import { Place } from "../place";

export interface FlowLogsProps {
  readonly vpcId: string;
  /** Name of the log group and the role. */
  readonly name: string;
  /** Which traffic is recorded. */
  readonly traffic: "ALL" | "ACCEPT" | "REJECT";
  readonly retentionDays: number;
  /** Seconds of traffic that one record sums up: 60 or 600. */
  readonly aggregationSeconds: number;
  /**
   * KMS key that encrypts the records; its policy must let `logs.<region>.amazonaws.com` in.
   * @default - CloudWatch's own key
   */
  readonly kmsKeyArn?: string;
}

/** Records of the VPC's traffic in CloudWatch Logs. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { vpcId, name, traffic, retentionDays, aggregationSeconds } = props;
    const logGroup = new CloudwatchLogGroup(this, "LogGroup", {
      name: `/aws/vpc/${name}`,
      retentionInDays: retentionDays,
      kmsKeyId: props.kmsKeyArn,
    });
    acceptFindings(logGroup, logGroupFindings(props));
    const role = new IamRole(this, "Role", {
      name,
      assumeRolePolicy: policy({
        Sid: "FlowLogsAssume",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": Place.of(this).account } },
      }),
    });
    const rights = new IamRolePolicy(this, "Rights", {
      role: role.name,
      policy: policy({
        Sid: "WriteToTheLogGroup",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: [logGroup.arn, `${logGroup.arn}:*`],
      }),
    });
    new FlowLog(this, "Resource", {
      vpcId,
      trafficType: traffic,
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: aggregationSeconds,
      tags: { Name: name },
      dependsOn: [rights],
    });
  }
}
