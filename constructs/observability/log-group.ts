import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";

/** The retention periods CloudWatch Logs knows, in days (PutRetentionPolicy); "for ever" is left out on purpose. */
export const retentionPeriods: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export interface LogGroupProps {
  readonly name: string;
  /** Days an event is kept, one of `retentionPeriods`. @default 30 */
  readonly retentionDays?: number;
  /**
   * KMS key that encrypts the events; its policy must let `logs.<region>.amazonaws.com` in.
   * @default - CloudWatch's own key
   */
  readonly kmsKeyArn?: string;
}

/** A CloudWatch log group that forgets after a while. */
export class LogGroup extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, retentionDays = 30, kmsKeyArn }: LogGroupProps) {
    super(scope, id);
    if (!retentionPeriods.includes(retentionDays)) {
      throw new Error(
        `${this.node.path}: retentionDays must be one of ${retentionPeriods.join(", ")}, got ${retentionDays}`,
      );
    }
    const group = new CloudwatchLogGroup(this, "Resource", {
      name,
      retentionInDays: retentionDays,
      kmsKeyId: kmsKeyArn,
    });
    this.name = group.name;
    this.arn = group.arn;
  }
}
