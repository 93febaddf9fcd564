import { covers, statementsOf } from "../../terraform/policies";
import { rolePermissions } from "../iam/policies";
import type { Rule } from "../rule";

const GUIDE = "https://docs.aws.amazon.com/scheduler/latest/UserGuide";

/** `rate(5 minutes)`, `cron(0 3 * * ? *)`, `at(2027-01-01T00:00:00)` */
export const SCHEDULE_EXPRESSION =
  /^(rate\((1 (minute|hour|day)|(?!1 |0)\d+ (minutes|hours|days)|1 (minutes|hours|days))\)|cron\((\S+ ){5}\S+\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/;

export const scheduleRules: readonly Rule[] = [
  {
    id: "schedule-expression",
    trap: 49,
    title: "A schedule is rate(…), cron(…) with six fields, or at(…)",
    source: `${GUIDE}/schedule-types.html`,
    severity: "error",
    fix: "Write for instance rate(5 minutes) or cron(0 3 * * ? *).",
    on: ["aws_scheduler_schedule", "aws_appautoscaling_scheduled_action", "aws_cloudwatch_event_rule"],
    *check(resource) {
      const attribute = resource.type === "aws_appautoscaling_scheduled_action" ? "schedule" : "schedule_expression";
      const expression = resource.text(attribute);
      if (expression === undefined) return;
      const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ") ?? [];
      const bothDays = fields.length === 6 && fields[2] !== "?" && fields[4] !== "?";
      const isPlural = resource.type === "aws_cloudwatch_event_rule" && /^rate\(1 \w+s\)$/.test(expression);
      if (!SCHEDULE_EXPRESSION.test(expression)) yield resource.problem(attribute);
      else if (isPlural) yield resource.problem(attribute, "one is singular, as in rate(1 hour)");
      else if (bothDays) yield resource.problem(attribute, "day of month or day of week must be ?");
    },
  },
  {
    id: "schedule-window",
    trap: 49,
    title: "A flexible time window has its length, and only it",
    source: `${GUIDE}/managing-schedule-flexible-time-windows.html`,
    severity: "error",
    fix: 'Set maximum_window_in_minutes with mode = "FLEXIBLE", or mode = "OFF" alone.',
    on: ["aws_scheduler_schedule"],
    *check(resource) {
      const window = resource.block("flexible_time_window");
      const mode = window?.text("mode");
      const length = window?.has("maximum_window_in_minutes") ?? false;
      if (window && mode === "FLEXIBLE" && !length) yield window.problem("maximum_window_in_minutes");
      if (window && mode === "OFF" && length) yield window.problem("maximum_window_in_minutes", "mode is OFF");
    },
  },
  {
    id: "schedule-ecs-target",
    trap: 49,
    title: "A schedule whose target is an ECS cluster says which task to run",
    source: `${GUIDE}/managing-targets-templated.html`,
    severity: "error",
    fix: "Add ecs_parameters with task_definition_arn, launch type and network.",
    on: ["aws_scheduler_schedule"],
    *check(resource) {
      const target = resource.block("target");
      if (target?.follow("arn")?.type === "aws_ecs_cluster" && !target.has("ecs_parameters"))
        yield target.problem("ecs_parameters");
    },
  },
  {
    id: "schedule-role",
    trap: 49,
    title: "The role of a schedule trusts the scheduler, may run the task and may pass the task's roles",
    source: `${GUIDE}/setting-up.html#setting-up-execution-role`,
    severity: "error",
    fix: "Trust scheduler.amazonaws.com and allow ecs:RunTask and iam:PassRole to the role.",
    on: ["aws_scheduler_schedule"],
    *check(resource, tree) {
      const target = resource.block("target");
      const role = target?.follow("role_arn");
      if (!target?.has("ecs_parameters") || role?.type !== "aws_iam_role" || role.mode !== "resource") return;
      const trust = statementsOf(role, "assume_role_policy");
      const trusted = trust?.some(({ principals }) => principals.some(({ who }) => who === "scheduler.amazonaws.com"));
      if (trust && !trusted) yield target.problem("role_arn", `${role.address} does not trust scheduler.amazonaws.com`);
      const { allowed, complete } = rolePermissions(role, tree);
      const missing = ["ecs:RunTask", "iam:PassRole"].filter((action) => !allowed.some((one) => covers(one, action)));
      if (complete && missing.length > 0)
        yield target.problem("role_arn", `${role.address} lacks ${missing.join(" and ")}`);
    },
  },
];
