import type { Resource, Rule } from "../rule";

/** Where a type has its expression and its time zone. */
const PLACES: Readonly<Record<string, readonly [expression: string, zone: string]>> = {
  aws_scheduler_schedule: ["schedule_expression", "schedule_expression_timezone"],
  aws_appautoscaling_scheduled_action: ["schedule", "timezone"],
  aws_autoscaling_schedule: ["recurrence", "time_zone"],
};

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Fields of `cron(…)`, in their order. Source: EventBridge user guide, "Cron-based schedules". */
const FIELDS: readonly Field[] = [
  { name: "minutes", from: 0, to: 59 },
  { name: "hours", from: 0, to: 23 },
  { name: "day of month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12, words: MONTHS },
  { name: "day of week", from: 1, to: 7, words: DAYS },
  { name: "year", from: 1970, to: 2199 },
];

/** Whether one element of a field is within it: `5`, `1-5`, `*\/15`, `MON`; `L`, `15W` and `6#3` for days. */
function isWithin(element: string, { from, to, words = [] }: Field): boolean {
  const place = (text: string): number => {
    const word = words.indexOf(text.toUpperCase());
    return word >= 0 ? word + from : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const isPlace = (text: string) => place(text) >= from && place(text) <= to;
  const [range = "", step, ...more] = element.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === "*" || range === "?") return true;
  const [first = "", last, ...rest] = range.split("-");
  if (rest.length > 0) return false;
  return isPlace(first) && (last === undefined || isPlace(last));
}

const OF_DAYS = /^(?:L|LW|\d{1,2}W|[1-7A-Z]{1,3}L|[1-7A-Z]{1,3}#[1-5])$/i;

/** What is wrong with the fields of a cron expression; undefined when nothing is, or when it has not six. */
function wrongField(expression: string): string | undefined {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(" ") ?? [];
  if (fields.length !== FIELDS.length) return undefined;
  const place = FIELDS.findIndex(
    (field, index) =>
      !(fields[index] ?? "")
        .split(",")
        .every((element) => isWithin(element, field) || (field.name.startsWith("day") && OF_DAYS.test(element))),
  );
  const field = FIELDS[place];
  return field && `${field.name} are ${field.from} to ${field.to}, got ${fields[place]}`;
}

/** Whether `at(…)` names a day and an hour that there are. */
function isThere(expression: string): boolean {
  const [, text] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression) ?? [];
  if (text === undefined) return true;
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

const timeOf = (resource: Resource, attribute: string): number => Date.parse(resource.text(attribute) ?? "");

export const scheduleTimeRules: readonly Rule[] = [
  {
    id: "schedule-time",
    trap: 49,
    title: "The days, hours and minutes of a schedule are ones that there are",
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
    severity: "error",
    fix: "Write for instance cron(30 3 ? * MON-FRI *) or at(2027-02-28T03:30:00).",
    on: ["aws_scheduler_schedule", "aws_appautoscaling_scheduled_action", "aws_cloudwatch_event_rule"],
    *check(resource) {
      const [attribute] = PLACES[resource.type] ?? ["schedule_expression"];
      const expression = resource.text(attribute);
      if (expression === undefined) return;
      const wrong = wrongField(expression);
      if (wrong !== undefined) yield resource.problem(attribute, wrong);
      if (!isThere(expression)) yield resource.problem(attribute, "no such day or hour");
    },
  },
  {
    id: "schedule-zone",
    trap: 49,
    title: "A schedule's time zone is one of the IANA time zone database",
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#time-zones",
    severity: "error",
    fix: "Write for instance Europe/Berlin or UTC.",
    on: Object.keys(PLACES),
    *check(resource) {
      const [, attribute] = PLACES[resource.type] ?? [];
      const zone = attribute === undefined ? undefined : resource.text(attribute);
      if (attribute !== undefined && zone && !isZone(zone)) yield resource.problem(attribute);
    },
  },
  {
    id: "schedule-end",
    trap: 49,
    title: "A schedule ends after it starts",
    source: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html",
    severity: "error",
    fix: "Set the end later than the start, or leave one of them out.",
    on: ["aws_scheduler_schedule", "aws_appautoscaling_scheduled_action", "aws_autoscaling_schedule"],
    *check(resource) {
      const [start, end] =
        resource.type === "aws_scheduler_schedule" ? ["start_date", "end_date"] : ["start_time", "end_time"];
      if (timeOf(resource, end ?? "") <= timeOf(resource, start ?? ""))
        yield resource.problem(end ?? "", "not after the start");
    },
  },
];
