import { z } from "zod";
import { flag, oneOf, whole } from "./fields";

/** How new tasks take the place of old ones. */
export const deployment = z.strictObject({
  /**
   * `rolling`: one after the other. `blue-green`: all new ones beside all old ones, then every request at once to the new.
   * `canary`: a share of the requests first. The latter two run twice the tasks for a while.
   */
  strategy: oneOf(["rolling", "blue-green", "canary"]).default("rolling"),
  /** Minutes that old tasks are kept after the last request went to new ones: for so long a rollback takes seconds. */
  bakeMinutes: whole(0, 1440).default(10),
  /** Share of the requests, in percent, that a canary gets. */
  canaryPercent: whole(1, 99).default(10),
  /** Minutes that the canary gets this share before it gets all. */
  canaryMinutes: whole(0, 1440).default(10),
  /** Errors or unhealthy tasks behind the load balancer roll a deployment back, beside the circuit breaker of `rolling`. */
  alarms: flag().default(false),
  /** Errors (5xx) of WordPress in a minute that two minutes in a row must exceed. */
  alarmServerErrors: whole(0, 1_000_000).default(10),
});
