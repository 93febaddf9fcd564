import { Cron } from "croner";

const UNIT_MILLISECONDS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** When a schedule runs, in the words of EventBridge Scheduler (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html). */
export interface Times {
  /** The first run after a moment; undefined when there is none any more. */
  next(after: Date): Date | undefined;
}

/**
 * @param since what a rate is counted from
 * @throws on an expression that Scheduler refuses
 */
export function times(expression: string, timezone: string, since: Date): Times {
  const [, kind = "", inner = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === "rate") return rate(expression, inner, since);
  if (kind === "cron") return cron(expression, inner, timezone);
  if (kind === "at") return at(expression, inner, timezone);
  throw invalid(expression);
}

function rate(expression: string, inner: string, since: Date): Times {
  const [, count = "", unit = ""] = /^(\d+) (minute|hour|day)s?$/.exec(inner) ?? [];
  const step = Number(count) * (UNIT_MILLISECONDS[unit] ?? 0);
  if (step === 0) throw invalid(expression);
  return {
    next: (after) => {
      const passed = Math.max(0, Math.floor((after.getTime() - since.getTime()) / step));
      return new Date(since.getTime() + (passed + 1) * step);
    },
  };
}

/** Six fields; days of the week count from 1 for Sunday, and one of the two kinds of day is `?`. */
function cron(expression: string, inner: string, timezone: string): Times {
  const [minute, hour, day = "", month, weekday = "", year, ...more] = inner.trim().split(/\s+/);
  if (year === undefined || more.length > 0 || (day === "?") === (weekday === "?")) throw invalid(expression);
  const pattern = ["0", minute, hour, day.replace("?", "*"), month, weekdays(weekday), year].join(" ");
  try {
    const job = new Cron(pattern, { timezone, paused: true, sloppyRanges: true });
    return { next: (after) => job.nextRun(after) ?? undefined };
  } catch {
    throw invalid(expression);
  }
}

/** A field of weekdays with Sunday as 0 and the last one of a month as `#L`. */
function weekdays(field: string): string {
  return field
    .replace("?", "*")
    .split(",")
    .map((part) => {
      const [days = "", step] = part.split("/");
      const [numbered = "", nth] = days.split("#");
      const last = /^.+L$/i.test(numbered);
      const counted = numbered.replace(/L$/i, "").replace(/\d+/g, (number) => String(Number(number) - 1));
      return `${counted}${last ? "#L" : nth === undefined ? "" : `#${nth}`}${step === undefined ? "" : `/${step}`}`;
    })
    .join(",");
}

function at(expression: string, inner: string, timezone: string): Times {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner)) throw invalid(expression);
  const job = new Cron(inner, { timezone, paused: true });
  return { next: (after) => job.nextRun(after) ?? undefined };
}

function invalid(expression: string): Error {
  return new Error(`ValidationException: Invalid Schedule Expression ${expression}.`);
}
