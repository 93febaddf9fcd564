import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { App } from "cdktf";
import { LONGEST_STEM } from "../constructs/names";
import { Place } from "../constructs/place";
import { OffHours, type Stoppable } from "../constructs/scheduler/off-hours";
import type { Environment } from "../environments";
import { LEAD_MINUTES, minutesOf } from "../environments/schema/schedule";
import type { DataStack } from "./data-stack";
import { EnvironmentStack } from "./environment-stack";

export interface ScheduleStackProps {
  readonly offHours: NonNullable<Environment["schedule"]["offHours"]>;
  readonly data: DataStack;
}

/** Alarms of one region that CloudWatch turns off by one call. */
interface Alarms {
  readonly region: string;
  readonly names: readonly string[];
}

/** CloudWatch's DisableAlarmActions takes so many names. */
const MOST_ALARMS = 100;

/** What stops at night. It names what other stacks made, and takes nothing of theirs but the key. */
export class ScheduleStack extends EnvironmentStack {
  constructor(scope: App, environment: Environment, { offHours, data }: ScheduleStackProps) {
    super(scope, { environment, name: "schedule" });
    new OffHours(this, "OffHours", {
      name: this.physicalName(LONGEST_STEM),
      stopMinutes: minutesOf(offHours.stop),
      startMinutes: minutesOf(offHours.start),
      days: offHours.days.map((day) => day.toUpperCase()),
      timezone: offHours.timezone,
      kmsKeyArn: data.keyArn,
      stoppables: [
        this.database(data),
        ...this.instances(),
        this.tasks(),
        ...this.alarmsOf(scope).map((alarms) => this.quiet(alarms)),
      ],
    });
  }

  private database({ databaseIdentifier }: DataStack): Stoppable {
    const place = Place.of(this);
    const isCluster = this.environment.database.engine === "aurora-mysql";
    const [kind, parameter] = isCluster ? ["DBCluster", "DbClusterIdentifier"] : ["DBInstance", "DbInstanceIdentifier"];
    const input = { [parameter]: databaseIdentifier };
    return {
      id: "Database",
      service: "rds",
      stop: { operation: `stop${kind}`, input },
      start: { operation: `start${kind}`, input },
      startsAfterMinutes: -LEAD_MINUTES,
      rights: [
        {
          Sid: "StopAndStartTheDatabase",
          Action: [`rds:Stop${kind}`, `rds:Start${kind}`],
          Resource: place.arn("rds", `${isCluster ? "cluster" : "db"}:${databaseIdentifier}`),
        },
      ],
    };
  }

  /** Instances go when no task is on them, once their group may have none. */
  private instances(): Stoppable[] {
    const { capacity } = this.environment.service;
    if (capacity.type !== "ec2" || capacity.minInstances === 0) return [];
    const name = this.physicalName(LONGEST_STEM, "instances");
    const input = (MinSize: number) => ({ AutoScalingGroupName: name, MinSize });
    return [
      {
        id: "Instances",
        service: "autoscaling",
        stop: { operation: "updateAutoScalingGroup", input: input(0) },
        start: { operation: "updateAutoScalingGroup", input: input(capacity.minInstances) },
        startsAfterMinutes: -LEAD_MINUTES,
        rights: [
          {
            Sid: "LetTheInstancesGo",
            Action: "autoscaling:UpdateAutoScalingGroup",
            Resource: Place.of(this).arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${name}`),
          },
        ],
      },
    ];
  }

  /** Where scaling decides on the number, its limits are what must be 0. */
  private tasks(): Stoppable {
    const place = Place.of(this);
    const name = this.physicalName(LONGEST_STEM);
    const { scaling, desiredTasks } = this.environment.service;
    const ofService = {
      Sid: "SetTheNumberOfTasks",
      Action: ["ecs:UpdateService", "ecs:DescribeServices"],
      Resource: place.arn("ecs", `service/${name}/${name}`),
    };
    const common = { id: "Tasks", startsAfterMinutes: 0 };
    if (scaling === undefined) {
      const input = (DesiredCount: number) => ({ Cluster: name, Service: name, DesiredCount });
      return {
        ...common,
        service: "ecs",
        stop: { operation: "updateService", input: input(0) },
        start: { operation: "updateService", input: input(desiredTasks) },
        rights: [ofService],
      };
    }
    const input = (MinCapacity: number, MaxCapacity: number) => ({
      ...{
        ServiceNamespace: "ecs",
        ResourceId: `service/${name}/${name}`,
        ScalableDimension: "ecs:service:DesiredCount",
      },
      ...{ MinCapacity, MaxCapacity },
    });
    return {
      ...common,
      service: "applicationautoscaling",
      stop: { operation: "registerScalableTarget", input: input(0, 0) },
      start: { operation: "registerScalableTarget", input: input(scaling.minTasks, scaling.maxTasks) },
      rights: [
        ofService,
        {
          Sid: "SetTheLimitsOfScaling",
          Action: "application-autoscaling:RegisterScalableTarget",
          Resource: place.arn("application-autoscaling", "scalable-target/*"),
        },
      ],
    };
  }

  /** Those of earlier stacks that tell somebody; the ones that only a deployment watches stay. */
  private alarmsOf(app: App): Alarms[] {
    const byRegion = new Map<string, string[]>();
    for (const alarm of app.node.findAll()) {
      if (!(alarm instanceof CloudwatchMetricAlarm) || alarm.alarmActionsInput === undefined) continue;
      const region = (alarm.provider as AwsProvider | undefined)?.region ?? this.environment.region;
      byRegion.set(region, [...(byRegion.get(region) ?? []), alarm.alarmNameInput ?? ""]);
    }
    return [...byRegion].flatMap(([region, names]) => {
      if (names.length > MOST_ALARMS)
        throw new Error(
          `${this.node.path}: at most ${MOST_ALARMS} alarms of a region are turned off, got ${names.length}`,
        );
      return { region, names: names.sort() };
    });
  }

  private quiet({ region, names }: Alarms): Stoppable {
    const isHere = region === this.environment.region;
    const provider = isHere ? undefined : this.awsIn({ region, alias: region });
    const place = Place.of(this, provider);
    const input = { AlarmNames: names };
    return {
      id: isHere
        ? "Alarms"
        : `AlarmsOf${region.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())}`,
      service: "cloudwatch",
      stop: { operation: "disableAlarmActions", input },
      start: { operation: "enableAlarmActions", input },
      startsAfterMinutes: LEAD_MINUTES,
      provider,
      rights: [
        {
          Sid: isHere ? "QuietTheAlarms" : `QuietTheAlarmsOf${region.replaceAll("-", "")}`,
          Action: ["cloudwatch:DisableAlarmActions", "cloudwatch:EnableAlarmActions"],
          Resource: place.arn("cloudwatch", `alarm:${this.physicalName(LONGEST_STEM)}-*`),
        },
      ],
    };
  }
}
