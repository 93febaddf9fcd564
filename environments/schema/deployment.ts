import { z } from "zod";
import { flag, whole } from "./fields";

/** How new tasks take the place of old ones: one after the other, and back again when they fail. */
export const deployment = z.strictObject({
  /** Errors or unhealthy tasks behind the load balancer roll a deployment back, beside the circuit breaker. */
  alarms: flag().default(false),
  /** Errors (5xx) of WordPress in a minute that two minutes in a row must exceed. */
  alarmServerErrors: whole(0, 1_000_000).default(10),
});
