import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { policy } from "../iam/policy";

export interface PurgeGrantProps {
  /** Name of the parameter, known before the distribution is, so that tasks can be told. */
  readonly parameterName: string;
  readonly distribution: { readonly id: string; readonly arn: string };
  /** Role of the tasks. */
  readonly taskRoleName: string;
}

/** Lets the tasks purge one distribution, whose id they read from a parameter: it is made after them. */
export class PurgeGrant extends Construct {
  constructor(scope: Construct, id: string, { parameterName, distribution, taskRoleName }: PurgeGrantProps) {
    super(scope, id);
    const parameter = new SsmParameter(this, "Parameter", {
      name: parameterName,
      description: "CloudFront distribution that WordPress purges when it publishes",
      type: "String",
      value: distribution.id,
    });
    acceptFindings(parameter, { CKV2_AWS_34: "The distribution's id, which is no secret." });
    new IamRolePolicy(this, "Rights", {
      role: taskRoleName,
      name: "purge-cdn",
      policy: policy(
        { Sid: "FindDistribution", Action: "ssm:GetParameter", Resource: parameter.arn },
        { Sid: "PurgeDistribution", Action: "cloudfront:CreateInvalidation", Resource: distribution.arn },
      ),
    });
  }
}
