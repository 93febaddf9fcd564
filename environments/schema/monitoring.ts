import { z } from "zod";
import { email, flag, whole } from "./fields";

const thresholds = z.strictObject({
  /** Errors (5xx) of load balancer or WordPress in five minutes. */
  serverErrors: whole(0, 1_000_000).default(10),
  /** Seconds that the slowest twentieth of the requests takes. */
  p95Seconds: z.number("must be a number of seconds").positive("must be more than 0").default(2),
  /** CPU of the tasks, in percent; above what scaling keeps. */
  taskCpuPercent: whole(1, 100).default(85),
  taskMemoryPercent: whole(1, 100).default(85),
  databaseCpuPercent: whole(1, 100).default(80),
  /** What the instance class allows is its memory in bytes by 12,582,880. */
  databaseConnections: whole(1, 16_000).default(100),
  databaseFreeStorageGiB: whole(1, 65_536).default(5),
  databaseFreeMemoryMiB: whole(1, 1_000_000).default(128),
  fileSystemIoPercent: whole(1, 100).default(90),
  cacheMemoryPercent: whole(1, 100).default(90),
  /** Keys that the cache throws out in five minutes. */
  cacheEvictions: whole(0, 1_000_000_000).default(1000),
  /** Errors (5xx) among CloudFront's answers of five minutes, in percent. */
  cdnErrorPercent: whole(1, 100).default(5),
  /** Requests that the web ACL refuses in five minutes. */
  blockedRequests: whole(0, 1_000_000_000).default(1000),
  /** Counted in the log, in five minutes each. */
  phpErrors: whole(0, 1_000_000).default(5),
  databaseErrors: whole(0, 1_000_000).default(5),
  failedLogins: whole(0, 1_000_000).default(50),
});

/** Alarms, a dashboard, saved queries and events, told to an SNS topic. Without the section there are none. */
export const monitoring = z.strictObject({
  /** Who is written to; each address confirms a mail from AWS first. */
  emails: z.array(email()).default([]),
  /** Asks the site from outside; of effect with a domain only. */
  outsideCheck: flag().default(true),
  thresholds: thresholds.prefault({}),
});
