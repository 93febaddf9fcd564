import { byName, type KnownTypes } from "../knowledge";
import { inUse, quota, taken } from "../refusal";

const QUOTAS = { source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html" };

export const events: KnownTypes = {
  aws_cloudwatch_event_rule: {
    ...byName("events:{region}:{account}:rule/{name}"),
    refuses: [
      quota(
        "EventBridge: PutRule",
        "LimitExceededException",
        300,
        "The requested resource exceeds the maximum number allowed.",
        { ...QUOTAS, per: "event_bus_name" },
      ),
      inUse(
        "EventBridge: DeleteRule",
        "ValidationException",
        "name",
        [["aws_cloudwatch_event_target", "rule"]],
        () => "Rule can't be deleted since it has targets.",
      ),
    ],
  },
  aws_cloudwatch_event_target: {
    id: "{rule}-{target_id}",
    refuses: [
      quota(
        "EventBridge: PutTargets",
        "LimitExceededException",
        5,
        "The requested resource exceeds the maximum number allowed.",
        { ...QUOTAS, per: "rule" },
      ),
    ],
  },
  aws_scheduler_schedule: {
    id: "{group_name}/{name}",
    arn: "scheduler:{region}:{account}:schedule/{group_name}/{name}",
    refuses: [
      taken(
        "Scheduler: CreateSchedule",
        "ConflictException",
        ["name", "group_name"],
        ({ state }) => `Schedule ${state.name} already exists.`,
      ),
    ],
  },
  aws_scheduler_schedule_group: byName("scheduler:{region}:{account}:schedule-group/{name}"),
};
