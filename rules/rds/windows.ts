const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const day = 24 * 60;
const week = 7 * day;

export interface Window {
  /** Minutes since Sunday, or since midnight for a daily window. */
  readonly from: number;
  /** Length in minutes. */
  readonly minutes: number;
}

/** `03:00-04:00`, in UTC; undefined when it is malformed. */
export function dailyWindow(text: string): Window | undefined {
  const [from, to] = text.split("-").map(clock);
  return from === undefined || to === undefined ? undefined : { from, minutes: (to - from + day) % day };
}

/** `sun:04:30-sun:05:30`, in UTC; undefined when it is malformed. */
export function weeklyWindow(text: string): Window | undefined {
  const [from, to] = text.split("-").map((moment) => {
    const index = days.indexOf(moment.slice(0, 3).toLowerCase());
    const time = clock(moment.slice(4));
    return index < 0 || moment[3] !== ":" || time === undefined ? undefined : index * day + time;
  });
  return from === undefined || to === undefined ? undefined : { from, minutes: (to - from + week) % week };
}

/** Whether a daily window meets a weekly one on any day. */
export function overlap(daily: Window, weekly: Window): boolean {
  return days.some((_, index) => {
    const apart = (daily.from + index * day - weekly.from + week) % week;
    return apart < weekly.minutes || week - apart < daily.minutes;
  });
}

function clock(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}
