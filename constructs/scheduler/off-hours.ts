import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { acceptFindings } from "../accepted-finding";
import { type PolicyStatement, policy } from "../iam/policy";
import { kebabCase } from "../names";
import { Place } from "../place";
import { schedulerRole } from "./scheduler-role";

/** Something that can be stopped and started by one call of AWS each. */
export interface Stoppable {
  /** PascalCase; the schedules' ids begin with it. */
  readonly id: string;
  /** Service of the calls, as EventBridge Scheduler's universal targets name it, such as `rds`. */
  readonly service: string;
  readonly stop: Call;
  readonly start: Call;
  /** Minutes after `start` of the hours, or before it where negative. */
  readonly startsAfterMinutes: number;
  /** What the schedules' role may do. */
  readonly rights: readonly PolicyStatement[];
  /** Of another region. @default - the stack's own */
  readonly provider?: TerraformProvider;
}

interface Call {
  /** Operation in camelCase, such as `stopDBInstance`. */
  readonly operation: string;
  /** The call's parameters, in PascalCase. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface OffHoursProps {
  /** First part of the names of schedules and role. */
  readonly name: string;
  /** Minutes of the day. */
  readonly stopMinutes: number;
  readonly startMinutes: number;
  /** Days of the start, as cron has them: `MON`. */
  readonly days: readonly string[];
  readonly timezone: string;
  /** Key that encrypts the schedules of the stack's own region. @default - EventBridge Scheduler's own */
  readonly kmsKeyArn?: string;
  readonly stoppables: readonly Stoppable[];
}

/**
 * Stops things each evening and starts them on working days. The stop comes every day, also of days without a start, so it meets
 * what somebody woke and what RDS starts by itself after seven days. A call that fails is not made again: what is stopped already
 * refuses to stop.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
 */
export class OffHours extends Construct {
  constructor(scope: Construct, id: string, props: OffHoursProps) {
    super(scope, id);
    const role = schedulerRole(this, `${props.name}-off-hours`);
    const rights = new IamRolePolicy(this, "Rights", {
      role: role.name,
      policy: policy(
        ...props.stoppables.flatMap((one) => one.rights),
        ...(props.kmsKeyArn === undefined
          ? []
          : [{ Sid: "ReadTheSchedules", Action: "kms:Decrypt", Resource: props.kmsKeyArn }]),
      ),
    });
    for (const one of props.stoppables) {
      const days = props.days.join(",");
      const starts = props.startMinutes + one.startsAfterMinutes;
      this.schedule(one, "Stop", one.stop, `cron(${clock(props.stopMinutes)} * * ? *)`, { props, role, rights });
      this.schedule(one, "Start", one.start, `cron(${clock(starts)} ? * ${days} *)`, { props, role, rights });
    }
  }

  private schedule(
    { id, service, provider }: Stoppable,
    kind: "Stop" | "Start",
    { operation, input }: Call,
    scheduleExpression: string,
    { props, role, rights }: { props: OffHoursProps; role: IamRole; rights: IamRolePolicy },
  ): void {
    const { partition } = Place.of(this);
    const kmsKeyArn = provider === undefined ? props.kmsKeyArn : undefined;
    const made = new SchedulerSchedule(this, `${id}${kind}`, {
      name: `${props.name}-${kebabCase(`${id}${kind}`)}`,
      description: `${kind === "Stop" ? "Stops" : "Starts"} by schedule.offHours: ${operation}`,
      kmsKeyArn,
      scheduleExpression,
      scheduleExpressionTimezone: props.timezone,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:${partition}:scheduler:::aws-sdk:${service}:${operation}`,
        roleArn: role.arn,
        input: JSON.stringify(input),
        retryPolicy: { maximumRetryAttempts: 0 },
      },
      dependsOn: [rights],
      provider,
    });
    if (kmsKeyArn === undefined) {
      acceptFindings(made, {
        CKV_AWS_297:
          "It holds the name of what it stops, encrypted with AWS's own key; customerManagedKey gives it another.",
      });
    }
  }
}

/** `minute hour` of a day, as cron has them. */
const clock = (minutes: number): string => `${minutes % 60} ${Math.floor(minutes / 60)}`;
