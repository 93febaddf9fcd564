import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Connectable } from "../connectable";

/** A port of another security group that the tasks connect to. */
export interface EgressTarget {
  /** Says what is there, in letters and digits: `Database`. The rule's id comes from it. */
  readonly name: string;
  readonly securityGroupId: string;
  readonly port: number;
}

export interface TaskSecurityGroupProps {
  readonly name: string;
  readonly vpcId: string;
  /** Port of the container. */
  readonly port: number;
  /** The one who may connect. */
  readonly loadBalancer: Connectable;
  readonly egressTo: readonly EgressTarget[];
}

/**
 * The tasks' security group: in from the load balancer alone; out to HTTPS, which ECR, Secrets Manager, CloudWatch and
 * WordPress's own updates need, and to the given peers.
 */
export class TaskSecurityGroup extends Construct {
  readonly securityGroupId: string;
  /** A task that starts before its rules cannot pull its image. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: TaskSecurityGroupProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "Resource", {
      namePrefix: `${props.name}-`,
      description: "Tasks of WordPress",
      vpcId: props.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    this.securityGroupId = group.id;
    const tcp = (port: number) => ({ securityGroupId: group.id, ipProtocol: "tcp", fromPort: port, toPort: port });
    this.ready = [
      new VpcSecurityGroupIngressRule(this, "FromLoadBalancer", {
        ...tcp(props.port),
        description: "HTTP from the load balancer",
        referencedSecurityGroupId: props.loadBalancer.securityGroupId,
      }),
      new VpcSecurityGroupEgressRule(this, "Https", {
        ...tcp(443),
        description: "AWS APIs, image registry, WordPress updates",
        cidrIpv4: "0.0.0.0/0",
      }),
      ...props.egressTo.map(
        ({ name, securityGroupId, port }) =>
          new VpcSecurityGroupEgressRule(this, `To${name}`, {
            ...tcp(port),
            description: name,
            referencedSecurityGroupId: securityGroupId,
          }),
      ),
    ];
  }
}
