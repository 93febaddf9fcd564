import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface TaskSecurityGroupProps {
  readonly name: string;
  readonly vpcId: string;
}

/**
 * The tasks' security group: out to HTTPS, which ECR, Secrets Manager, CloudWatch and WordPress's own updates need.
 * What else goes in and out, `connect` says.
 */
export class TaskSecurityGroup extends Construct {
  readonly securityGroupId: string;
  /** A task that starts before its rule cannot pull its image. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, { name, vpcId }: TaskSecurityGroupProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "Resource", {
      namePrefix: `${name}-`,
      description: "Tasks of WordPress",
      vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = group.id;
    this.ready = [
      new VpcSecurityGroupEgressRule(this, "Https", {
        securityGroupId: group.id,
        description: "AWS APIs, image registry, WordPress updates",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "0.0.0.0/0",
      }),
    ];
  }
}
