import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policy } from "../iam/policy";

export interface MonitoringRoleProps {
  readonly name: string;
  readonly accountId: string;
  readonly partition: string;
}

/** Lets RDS send operating-system metrics to CloudWatch Logs. */
export class MonitoringRole extends Construct {
  readonly arn: string;
  /** The role's rights; an instance that starts before them is refused. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { name, accountId, partition }: MonitoringRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: policy({
        Sid: "RdsMonitoringAssumes",
        Principal: { Service: "monitoring.rds.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      }),
    });
    this.ready = new IamRolePolicyAttachment(this, "Rights", {
      role: role.name,
      policyArn: `arn:${partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole`,
    });
    this.arn = role.arn;
  }
}
