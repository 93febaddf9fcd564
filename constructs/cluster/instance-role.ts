import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { trustPolicy } from "../iam/policy-document";

export interface InstanceRoleProps {
  readonly name: string;
  readonly partition: string;
}

/** What a container instance may do: register with ECS, and be reached by Session Manager in place of SSH. */
export class InstanceRole extends Construct {
  readonly profileArn: string;
  /** An instance that starts before these has no rights yet. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, { name, partition }: InstanceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Resource", { name, assumeRolePolicy: trustPolicy(`ec2.amazonaws.com`) });
    const attach = (attachmentId: string, policy: string) =>
      new IamRolePolicyAttachment(this, attachmentId, {
        role: role.name,
        policyArn: `arn:${partition}:iam::aws:policy/${policy}`,
      });
    this.ready = [
      attach("Ecs", "service-role/AmazonEC2ContainerServiceforEC2Role"),
      attach("Ssm", "AmazonSSMManagedInstanceCore"),
    ];
    this.profileArn = new IamInstanceProfile(this, "Profile", { name, role: role.name }).arn;
  }
}
