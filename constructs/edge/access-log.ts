import { CloudwatchLogDelivery } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery";
import { CloudwatchLogDeliveryDestination } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination";
import { CloudwatchLogDeliverySource } from "@cdktf/provider-aws/lib/cloudwatch-log-delivery-source";
import { CloudwatchLogResourcePolicy } from "@cdktf/provider-aws/lib/cloudwatch-log-resource-policy";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { LogGroup } from "../observability/log-group";
import { Place } from "../place";

export interface AccessLogProps {
  /** Last part of the log group's name, and name of the delivery; at most 60 letters, digits, `_` and `-`. */
  readonly name: string;
  readonly distributionArn: string;
  readonly retentionDays: number;
  /** Key that encrypts the log, of us-east-1. @default - CloudWatch's own */
  readonly kmsKeyArn?: string;
  /** Provider of us-east-1, where CloudFront delivers from. */
  readonly provider: AwsProvider;
}

/**
 * What a line holds: CloudFront's standard fields without `cs(Cookie)`, which would hand every reader of the log the
 * logins of others. Source: CloudFront developer guide, "Standard logging reference".
 */
const FIELDS = [
  "date",
  "time",
  "x-edge-location",
  "x-edge-request-id",
  "x-edge-result-type",
  "x-edge-response-result-type",
  "x-edge-detailed-result-type",
  "x-host-header",
  "c-ip",
  "cs-method",
  "cs-protocol",
  "cs-protocol-version",
  "cs-uri-stem",
  "cs-uri-query",
  "cs-bytes",
  "cs(Referer)",
  "cs(User-Agent)",
  "sc-status",
  "sc-bytes",
  "sc-content-type",
  "time-taken",
  "time-to-first-byte",
  "ssl-protocol",
  "ssl-cipher",
];

/** Every request to a distribution as a line of JSON in CloudWatch, without a bucket and its ACLs. */
export class AccessLog extends Construct {
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: AccessLogProps) {
    super(scope, id);
    const { name, provider, distributionArn } = props;
    const logs = new LogGroup(this, "Logs", {
      name: `/aws/vendedlogs/cloudfront/${name}`,
      retentionDays: props.retentionDays,
      kmsKeyArn: props.kmsKeyArn,
      provider,
    });
    this.logGroupName = logs.name;
    const admitted = this.admitDelivery(props, logs.arn);
    const source = new CloudwatchLogDeliverySource(this, "Source", {
      name,
      logType: "ACCESS_LOGS",
      resourceArn: distributionArn,
      provider,
    });
    const destination = new CloudwatchLogDeliveryDestination(this, "Destination", {
      name,
      outputFormat: "json",
      deliveryDestinationConfiguration: [{ destinationResourceArn: logs.arn }],
      provider,
    });
    new CloudwatchLogDelivery(this, "Resource", {
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      recordFields: FIELDS,
      provider,
      dependsOn: [admitted],
    });
  }

  /** Written here rather than left to CloudFront, which writes one of its own that no destroy removes. */
  private admitDelivery({ name, provider }: AccessLogProps, logGroupArn: string) {
    const place = Place.of(this, provider);
    return new CloudwatchLogResourcePolicy(this, "Policy", {
      policyName: `${name}-access-log`,
      policyDocument: policy({
        Sid: "CloudFrontDelivers",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:log-stream:*`,
        Condition: {
          StringEquals: { "aws:SourceAccount": place.account },
          ArnLike: { "aws:SourceArn": place.arn("logs", "*") },
        },
      }),
      provider,
    });
  }
}
