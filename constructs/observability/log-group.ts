import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { ITerraformDependable, TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { RETENTION_DAYS } from "../../aws/log-retention";
import { acceptFindings } from "../accepted-finding";
import type { Grantee } from "../iam/grantee";

export interface LogGroupProps {
  readonly name: string;
  /** Days an event is kept, one of `RETENTION_DAYS`. */
  readonly retentionDays: number;
  /**
   * KMS key that encrypts the events; its policy must let `logs.<region>.amazonaws.com` in.
   * @default - CloudWatch's own key
   */
  readonly kmsKeyArn?: string;
  /** Provider of another region. @default - the stack's own */
  readonly provider?: TerraformProvider;
}

/** A CloudWatch log group that forgets after a while. */
export class LogGroup extends Construct {
  readonly name: string;
  readonly arn: string;
  /** What a service that would make a missing group by itself must wait for. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, retentionDays, kmsKeyArn, provider }: LogGroupProps) {
    super(scope, id);
    if (!RETENTION_DAYS.includes(retentionDays)) {
      throw new Error(
        `${this.node.path}: retentionDays must be one of ${RETENTION_DAYS.join(", ")}, got ${retentionDays}`,
      );
    }
    const group = new CloudwatchLogGroup(this, "Resource", {
      name,
      retentionInDays: retentionDays,
      kmsKeyId: kmsKeyArn,
      provider,
    });
    acceptFindings(group, logGroupFindings({ retentionDays, kmsKeyArn }));
    this.name = group.name;
    this.arn = group.arn;
    this.ready = group;
  }

  /** Lets somebody write lines to it. */
  grantWrite(grantee: Grantee): void {
    grantee.allow({
      Sid: "WriteLogs",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: `${this.arn}:*`,
    });
  }
}

/** What the policy check finds in a log group of a short retention or without a key of its own, and why that is meant. */
export function logGroupFindings({ retentionDays, kmsKeyArn }: Pick<LogGroupProps, "retentionDays" | "kmsKeyArn">) {
  return {
    ...(retentionDays < 365 && { CKV_AWS_338: "How long logs are kept is a setting of the environment." }),
    ...(kmsKeyArn === undefined && {
      CKV_AWS_158: "Encrypted with CloudWatch's own key; customerManagedKey adds one.",
    }),
  };
}
