import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Token } from "cdktf";
import { Construct } from "constructs";

/** How many tasks a service has, and what moves the number. */
export interface AutoScalingLimits {
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Average CPU use in per cent that the tasks are kept at, 1 to 100. */
  readonly cpuTargetPercent: number;
  /** Requests a minute that each task is kept at. @default - only CPU counts */
  readonly requestsPerTaskTarget?: number;
  /** Other limits from a point in time on. */
  readonly schedule: readonly ScheduledLimits[];
}

export interface ScheduledLimits {
  readonly name: string;
  /** `cron(…)`, `rate(…)` or `at(…)`, in Application Auto Scaling's own form. */
  readonly schedule: string;
  readonly timezone: string;
  readonly minTasks: number;
  readonly maxTasks: number;
}

export interface AutoScalingProps extends AutoScalingLimits {
  readonly name: string;
  readonly clusterName: string;
  readonly serviceName: string;
  /** `app/<name>/<id>/targetgroup/<name>/<id>`: the ARN suffixes of load balancer and target group. */
  readonly requestCountLabel: string;
}

/** Keeps CPU and requests per task at a target: quick to add tasks, slow to take them away. */
export class AutoScaling extends Construct {
  private readonly target: AppautoscalingTarget;

  constructor(scope: Construct, id: string, props: AutoScalingProps) {
    super(scope, id);
    this.check(props);
    const { name, minTasks, maxTasks, cpuTargetPercent, requestsPerTaskTarget, schedule } = props;
    this.target = new AppautoscalingTarget(this, "Target", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${props.clusterName}/${props.serviceName}`,
      minCapacity: minTasks,
      maxCapacity: maxTasks,
      // Scheduled limits move these two, and a plan must not move them back.
      lifecycle: schedule.length > 0 ? { ignoreChanges: ["min_capacity", "max_capacity"] } : undefined,
    });
    this.follow("Cpu", `${name}-cpu`, cpuTargetPercent, {
      predefinedMetricType: "ECSServiceAverageCPUUtilization",
    });
    if (requestsPerTaskTarget !== undefined) {
      this.follow("Requests", `${name}-requests`, requestsPerTaskTarget, {
        predefinedMetricType: "ALBRequestCountPerTarget",
        resourceLabel: props.requestCountLabel,
      });
    }
    for (const limits of schedule) this.limitFrom(limits);
  }

  private get scalable() {
    const { serviceNamespace, scalableDimension, resourceId } = this.target;
    return { serviceNamespace, scalableDimension, resourceId };
  }

  private follow(
    id: string,
    name: string,
    targetValue: number,
    predefinedMetricSpecification: { predefinedMetricType: string; resourceLabel?: string },
  ): void {
    new AppautoscalingPolicy(this, id, {
      ...this.scalable,
      name,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
        predefinedMetricSpecification,
      },
    });
  }

  private limitFrom({ name, schedule, timezone, minTasks, maxTasks }: ScheduledLimits): void {
    new AppautoscalingScheduledAction(this, `Schedule-${name}`, {
      ...this.scalable,
      name,
      schedule,
      timezone,
      scalableTargetAction: { minCapacity: String(minTasks), maxCapacity: String(maxTasks) },
    });
  }

  private check({ cpuTargetPercent, requestsPerTaskTarget = 1, schedule, ...limits }: AutoScalingProps): void {
    const path = this.node.path;
    for (const { name, minTasks, maxTasks } of [...schedule, limits]) {
      if (Token.isUnresolved(minTasks) || Token.isUnresolved(maxTasks)) continue;
      if (!Number.isInteger(minTasks) || !Number.isInteger(maxTasks) || minTasks < 0 || minTasks > maxTasks) {
        throw new Error(
          `${path}: ${name}: minTasks and maxTasks must be whole numbers with 0 <= minTasks <= maxTasks, got ${minTasks} and ${maxTasks}`,
        );
      }
    }
    if (!(cpuTargetPercent >= 1 && cpuTargetPercent <= 100)) {
      throw new Error(`${path}: cpuTargetPercent must be from 1 to 100, got ${cpuTargetPercent}`);
    }
    if (!(requestsPerTaskTarget > 0)) {
      throw new Error(`${path}: requestsPerTaskTarget must be more than 0, got ${requestsPerTaskTarget}`);
    }
    const odd = schedule.find((one) => !/^(cron|rate|at)\(.+\)$/.test(one.schedule));
    if (odd !== undefined) {
      throw new Error(
        `${path}: ${odd.name}: schedule must be cron(…), rate(…) or at(…), got ${JSON.stringify(odd.schedule)}`,
      );
    }
  }
}
