import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { retentionPeriods } from "./retention";

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
  /** What a service that would make a missing group by itself must wait for. */
  readonly ready: ITerraformDependable;

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
    this.ready = group;
  }
}
