import type {
  EcsServiceDeploymentConfiguration,
  EcsServiceLoadBalancerAdvancedConfiguration,
} from "@cdktf/provider-aws/lib/ecs-service";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { policy } from "../iam/policy";
import type { TrafficRule } from "../load-balancer/application-load-balancer";
import { Place } from "../place";

/** How ECS moves requests from all old tasks to all new ones. */
export interface TrafficShift {
  /** Minutes that old tasks are kept after the last request went to new ones, 0 to 1440. */
  readonly bakeMinutes: number;
  /** A share of the requests for a while before the rest. @default - all at once */
  readonly canary?: { readonly percent: number; readonly minutes: number };
}

/** Minutes for a deployment's own work: image, start, health checks and draining of all tasks, one after the other. */
const ROLLOUT_MINUTES = 30;

/** How long Terraform waits for a deployment. The provider's default, 20 minutes, is less than a long shift takes. */
export function deploymentTimeout(shift?: TrafficShift): string {
  const minutes = ROLLOUT_MINUTES + (shift?.bakeMinutes ?? 0) + (shift?.canary?.minutes ?? 0);
  return `${minutes}m`;
}

/** Since hashicorp/aws 6.4; older versions do not know the block. */
export function deploymentConfiguration({ bakeMinutes, canary }: TrafficShift): EcsServiceDeploymentConfiguration {
  return {
    strategy: canary === undefined ? "BLUE_GREEN" : "CANARY",
    bakeTimeInMinutes: String(bakeMinutes),
    canaryConfiguration: canary && {
      canaryPercent: canary.percent,
      canaryBakeTimeInMinutes: String(canary.minutes),
    },
  };
}

export interface ShiftRoleProps {
  /** First part of the role's name; at most 54 characters. */
  readonly name: string;
  readonly rule: TrafficRule;
}

/**
 * Role by which ECS registers tasks in both target groups and moves the rule's weights.
 * Source: Amazon ECS developer guide, "Amazon ECS infrastructure IAM role for load balancers".
 */
export class ShiftRole extends Construct {
  readonly advancedConfiguration: EcsServiceLoadBalancerAdvancedConfiguration;
  /** The role's rights: without them a deployment stops before its first task. */
  readonly ready: ITerraformDependable[];

  constructor(scope: Construct, id: string, { name, rule }: ShiftRoleProps) {
    super(scope, id);
    const role = new IamRole(this, "Role", {
      name: `${name}-shift`,
      assumeRolePolicy: policy({
        Sid: "EcsAssumes",
        Principal: { Service: "ecs.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    });
    this.ready = [
      new IamRolePolicyAttachment(this, "LoadBalancers", {
        role: role.name,
        policyArn: Place.of(this).managedPolicyArn("AmazonECSInfrastructureRolePolicyForLoadBalancers"),
      }),
    ];
    this.advancedConfiguration = {
      alternateTargetGroupArn: rule.alternateTargetGroupArn,
      productionListenerRule: rule.productionRuleArn,
      roleArn: role.arn,
    };
  }
}
