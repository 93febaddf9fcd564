import { z } from "zod";
import { oneOf, text, timeZone } from "./fields";

const time = (rule: string) => text(/^([01]\d|2[0-3]):[0-5]\d$/, rule);

/** Minutes of a day, of `07:30`. */
export const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};

/** Minutes before `start` in which the database starts, and after it in which alarms are still quiet. */
export const LEAD_MINUTES = 15;

const offHours = z.strictObject({
  /** When tasks and database stop, each day. */
  stop: time("must be a time such as 20:00").default("20:00"),
  /** When they are there again, on `days`. The database starts 15 minutes before. */
  start: time("must be a time such as 07:00").default("07:00"),
  /** Days on which they start; on the others they stay stopped. */
  days: z
    .array(oneOf(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
    .min(1, "must name a day")
    .default(["mon", "tue", "wed", "thu", "fri"]),
  /** IANA name, such as Europe/Dublin, by which the times are meant. */
  timezone: timeZone().default("UTC"),
});

/** What the environment does by the clock. */
export const schedule = z.strictObject({
  /**
   * Nights and weekends in which nothing runs that can be stopped: tasks, instances, the database; alarms are quiet. Load balancer,
   * NAT gateways and cache stay. `npm run wake` starts all of it before its time. @default - always there
   */
  offHours: offHours.optional(),
});
