import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Token } from "cdktf";
import type { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";

export interface TargetGroupProps {
  readonly vpcId: string;
  /** `ip`: tasks with an interface each (awsvpc). `instance`: instances with ports of their choice (bridge). */
  readonly targetType: "ip" | "instance";
  /** Port of the targets; of instances, only where one is registered without a port. @default 8080 */
  readonly targetPort?: number;
  /** Start of the target group's name, 1 to 6 letters, digits and hyphens. @default "wp-" */
  readonly targetGroupPrefix?: string;
  /** Path that answers 200 while a target can serve. @default "/healthz" */
  readonly healthCheckPath?: string;
  /** Seconds a leaving target gets to finish its requests, 0 to 3600. */
  readonly deregistrationDelaySeconds: number;
}

/**
 * Target group of tasks.
 *
 * A listener holds on to its target group, so a replacement is made first and under another name.
 */
export function taskTargetGroup(scope: Construct, props: TargetGroupProps, id = "TargetGroup"): LbTargetGroup {
  const { vpcId, targetPort = 8080, targetGroupPrefix = "wp-", healthCheckPath = "/healthz" } = props;
  const { deregistrationDelaySeconds } = props;
  const path = scope.node.path;
  if (!/^(?!internal-)[A-Za-z0-9][A-Za-z0-9-]{0,5}$/.test(targetGroupPrefix)) {
    throw new Error(
      `${path}: targetGroupPrefix must have 1 to 6 letters, digits and hyphens, got ${JSON.stringify(targetGroupPrefix)}`,
    );
  }
  if (!healthCheckPath.startsWith("/")) {
    throw new Error(`${path}: healthCheckPath must start with /, got ${JSON.stringify(healthCheckPath)}`);
  }
  const delay = deregistrationDelaySeconds;
  if (!Token.isUnresolved(delay) && (!Number.isInteger(delay) || delay < 0 || delay > 3600)) {
    throw new Error(`${path}: deregistrationDelaySeconds must be a whole number from 0 to 3600, got ${delay}`);
  }
  const group = new LbTargetGroup(scope, id, {
    namePrefix: targetGroupPrefix,
    vpcId,
    targetType: props.targetType,
    protocol: "HTTP",
    port: targetPort,
    deregistrationDelay: String(delay),
    // A page from the cache and one from PHP differ a hundredfold in time; turns by count would pile up slow ones.
    loadBalancingAlgorithmType: "least_outstanding_requests",
    healthCheck: {
      path: healthCheckPath,
      matcher: "200",
      interval: 15,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    },
    lifecycle: { createBeforeDestroy: true },
  });
  acceptFindings(group, {
    CKV_AWS_378: "TLS ends at the load balancer; to the tasks it is HTTP within the VPC, and they admit nobody else.",
  });
  return group;
}
