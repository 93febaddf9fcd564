import type { Rule } from "../rule";

const SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/APIReference";

export const scheduleSettingRules: readonly Rule[] = [
  {
    id: "schedule-retries",
    trap: 49,
    title: "A schedule tries up to 185 times within 1 minute to 24 hours, and its window is 1 to 1440 minutes",
    source: `${SCHEDULER}/API_RetryPolicy.html`,
    severity: "error",
    fix: "Lower the number.",
    on: ["aws_scheduler_schedule", "aws_cloudwatch_event_target"],
    *check(resource) {
      const policies = [
        ...resource.blocks("target").flatMap((one) => one.blocks("retry_policy")),
        ...resource.blocks("retry_policy"),
      ];
      for (const policy of policies) {
        const tries = policy.number("maximum_retry_attempts");
        const age = policy.number("maximum_event_age_in_seconds");
        if (tries !== undefined && (tries < 0 || tries > 185))
          yield policy.problem("maximum_retry_attempts", "0 to 185");
        if (age !== undefined && (age < 60 || age > 86_400))
          yield policy.problem("maximum_event_age_in_seconds", "60 to 86400");
      }
      for (const window of resource.blocks("flexible_time_window")) {
        const minutes = window.number("maximum_window_in_minutes");
        if (minutes !== undefined && (minutes < 1 || minutes > 1440))
          yield window.problem("maximum_window_in_minutes", "1 to 1440");
      }
    },
  },
  {
    id: "event-rule-trigger",
    trap: 79,
    title: "A rule of EventBridge has a pattern of at most 2048 characters or, on the default bus, a schedule",
    source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html",
    severity: "error",
    fix: "Set event_pattern or schedule_expression.",
    on: ["aws_cloudwatch_event_rule"],
    *check(resource) {
      const pattern = resource.has("event_pattern");
      const schedule = resource.has("schedule_expression");
      if (!pattern && !schedule) yield resource.problem("event_pattern");
      if (
        schedule &&
        resource.has("event_bus_name") &&
        resource.text("event_bus_name") !== "default" &&
        resource.text("event_bus_name") !== undefined
      )
        yield resource.problem("schedule_expression", "schedules are of the default bus");
      const text = resource.text("event_pattern");
      if (text !== undefined && text.length > 2048)
        yield resource.problem("event_pattern", `${text.length} characters`, text.length);
      if (text !== undefined && resource.decoded("event_pattern") === undefined)
        yield resource.problem("event_pattern", "no JSON");
    },
  },
  {
    id: "scaling-steps",
    trap: 48,
    title: "The steps of a scaling policy meet without a gap and do not overlap",
    source: "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html",
    severity: "error",
    fix: "Begin each step where the one before ends; leave the outermost bounds out.",
    on: ["aws_appautoscaling_policy"],
    *check(resource) {
      for (const policy of resource.blocks("step_scaling_policy_configuration")) {
        const bound = (value: number | undefined, byDefault: number) => value ?? byDefault;
        const steps = policy.blocks("step_adjustment").map((one) => ({
          from: bound(one.number("metric_interval_lower_bound"), Number.NEGATIVE_INFINITY),
          to: bound(one.number("metric_interval_upper_bound"), Number.POSITIVE_INFINITY),
        }));
        steps.sort((left, right) => left.from - right.from);
        const wrong = steps.find(
          (one, index) => one.from >= one.to || (index > 0 && steps[index - 1]?.to !== one.from),
        );
        if (wrong) yield policy.problem("step_adjustment", `a step from ${wrong.from} to ${wrong.to}`, steps.length);
      }
    },
  },
];
