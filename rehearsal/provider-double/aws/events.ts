import { byName, type KnownTypes } from "../knowledge";

export const events: KnownTypes = {
  aws_cloudwatch_event_rule: byName("events:{region}:{account}:rule/{name}"),
  aws_scheduler_schedule: {
    id: "{group_name}/{name}",
    arn: "scheduler:{region}:{account}:schedule/{group_name}/{name}",
  },
  aws_scheduler_schedule_group: byName("scheduler:{region}:{account}:schedule-group/{name}"),
  aws_cloudwatch_event_target: {},
};
