import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";

export interface MonitoringRoleProps {
  readonly name: string;
}

/** Lets RDS send operating-system metrics to CloudWatch Logs. */
export class MonitoringRole extends Construct {
  readonly arn: string;
  /** The role's rights; an instance that starts before them is refused. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { name }: MonitoringRoleProps) {
    super(scope, id);
    const place = Place.of(this);
    const role = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: policy({
        Sid: "RdsMonitoringAssumes",
        Principal: { Service: "monitoring.rds.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": place.account } },
      }),
    });
    this.ready = new IamRolePolicyAttachment(this, "Rights", {
      role: role.name,
      policyArn: place.managedPolicyArn("service-role/AmazonRDSEnhancedMonitoringRole"),
    });
    this.arn = role.arn;
  }
}
