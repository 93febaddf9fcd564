/** Shortest backup and maintenance windows of RDS, in minutes. Source: RDS CreateDBInstance, `PreferredBackupWindow`. */
export const SHORTEST_RDS_WINDOW = 30;
/** Shortest snapshot and maintenance windows of ElastiCache, in minutes. Source: ElastiCache CreateReplicationGroup, `SnapshotWindow`. */
export const SHORTEST_ELASTICACHE_WINDOW = 60;

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

export interface Window {
  /** Minutes since Sunday, or since midnight for a daily window. */
  readonly from: number;
  /** Length in minutes. */
  readonly minutes: number;
}

/** `03:00-04:00`, in UTC; undefined when it is malformed. */
export function dailyWindow(text: string): Window | undefined {
  const [from, to] = text.split("-").map(clock);
  return from === undefined || to === undefined ? undefined : { from, minutes: (to - from + DAY) % DAY };
}

/** `sun:04:30-sun:05:30`, in UTC; undefined when it is malformed. */
export function weeklyWindow(text: string): Window | undefined {
  const [from, to] = text.split("-").map((moment) => {
    const index = DAYS.indexOf(moment.slice(0, 3).toLowerCase());
    const time = clock(moment.slice(4));
    return index < 0 || moment[3] !== ":" || time === undefined ? undefined : index * DAY + time;
  });
  return from === undefined || to === undefined ? undefined : { from, minutes: (to - from + WEEK) % WEEK };
}

/** Whether a daily window meets a weekly one on any day; a window that is not there meets none. */
export function overlap(daily: Window | undefined, weekly: Window | undefined): boolean {
  if (daily === undefined || weekly === undefined) return false;
  return DAYS.some((_, index) => {
    const apart = (daily.from + index * DAY - weekly.from + WEEK) % WEEK;
    return apart < weekly.minutes || WEEK - apart < daily.minutes;
  });
}

/** Whether something that starts each day at `time` lies in one of a database's windows, or in the hour before one. */
export function startMeetsWindow(time: string, daily: Window | undefined, weekly: Window | undefined): boolean {
  const from = clock(time);
  if (from === undefined || daily === undefined) return false;
  const intoDaily = (from - (daily.from - HOUR) + DAY) % DAY;
  return intoDaily < daily.minutes + HOUR || overlap({ from, minutes: HOUR }, weekly);
}

function clock(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}
