import { text } from "./fields";

const TIME = "([01]\\d|2[0-3]):[0-5]\\d";
const DAY = "(mon|tue|wed|thu|fri|sat|sun)";
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** A time of each day, UTC. */
export const dailyWindow = () => text(new RegExp(`^${TIME}-${TIME}$`), "must be like 03:00-04:00, in UTC");

/** A time of each week, UTC. */
export const weeklyWindow = () =>
  text(new RegExp(`^${DAY}:${TIME}-${DAY}:${TIME}$`), "must be like sun:04:30-sun:05:30, in UTC");

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/** Minutes that a daily window lasts. */
export function dailyMinutes(daily: string): number {
  const [start = 0, end = 0] = daily.split("-").map(minutesOf);
  return (end - start + DAY_MINUTES) % DAY_MINUTES;
}

/** Whether a daily window such as `03:00-04:00` meets a weekly one such as `sun:04:30-sun:05:30`. */
export function windowsOverlap(daily: string, weekly: string): boolean {
  const [dailyStart = 0] = daily.split("-").map(minutesOf);
  const dailyLength = dailyMinutes(daily);
  const [start = 0, end = 0] = weekly
    .split("-")
    .map((moment) => DAYS.indexOf(moment.slice(0, 3)) * DAY_MINUTES + minutesOf(moment.slice(4)));
  const weeklyLength = (end - start + WEEK_MINUTES) % WEEK_MINUTES;
  return DAYS.some((_, day) => {
    const gap = (day * DAY_MINUTES + dailyStart - start + WEEK_MINUTES) % WEEK_MINUTES;
    return gap < weeklyLength || WEEK_MINUTES - gap < dailyLength;
  });
}

/** Whether a daily start lies in one of a database's windows, or in the hour before one. */
export function startMeetsWindow(time: string, daily: string, weekly: string): boolean {
  const start = minutesOf(time);
  const [dailyStart = 0] = daily.split("-").map(minutesOf);
  const intoDaily = (start - (dailyStart - HOUR_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  const hourLater = clock(start + HOUR_MINUTES);
  return intoDaily < dailyMinutes(daily) + HOUR_MINUTES || windowsOverlap(`${time}-${hourLater}`, weekly);
}

function clock(minutes: number): string {
  const padded = (part: number) => String(part).padStart(2, "0");
  return `${padded(Math.floor(minutes / 60) % 24)}:${padded(minutes % 60)}`;
}
