import { dailyWindow as readDaily, weeklyWindow as readWeekly, type Window } from "../../aws/windows";
import { text } from "./fields";

const TIME = "([01]\\d|2[0-3]):[0-5]\\d";
const DAY = "(mon|tue|wed|thu|fri|sat|sun)";

const window = (form: string, example: string, read: (text: string) => Window | undefined, shortest: number) =>
  text(new RegExp(`^${form}-${form}$`), `must be like ${example}, in UTC`).refine(
    (value) => (read(value)?.minutes ?? shortest) >= shortest,
    `must last ${shortest} minutes or more`,
  );

/** A time of each day, UTC, that lasts `shortest` minutes or more. */
export const dailyWindow = (shortest: number) => window(TIME, "03:00-04:00", readDaily, shortest);

/** A time of each week, UTC, that lasts `shortest` minutes or more. */
export const weeklyWindow = (shortest: number) => window(`${DAY}:${TIME}`, "sun:04:30-sun:05:30", readWeekly, shortest);
