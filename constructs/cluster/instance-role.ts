import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import { Place } from "../place";

export interface InstanceRoleProps {
  readonly name: string;
}

/** What a container instance may do: register with ECS, and be reached by Session Manager in place of SSH. */
export class InstanceRole extends Construct {
  readonly profileArn: string;
  /** An instance that starts before these has no rights yet. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, { name }: InstanceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", {
      name,
      assumeRolePolicy: policy({
        Sid: "ContainerInstances",
        Principal: { Service: "ec2.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    });
    const attach = (attachmentId: string, managedPolicy: string) =>
      new IamRolePolicyAttachment(this, attachmentId, {
        role: role.name,
        policyArn: Place.of(this).managedPolicyArn(managedPolicy),
      });
    this.ready = [
      attach("Ecs", "service-role/AmazonEC2ContainerServiceforEC2Role"),
      attach("Ssm", "AmazonSSMManagedInstanceCore"),
    ];
    this.profileArn = new IamInstanceProfile(this, "Profile", { name, role: role.name }).arn;
  }
}
