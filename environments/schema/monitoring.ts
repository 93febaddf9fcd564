import { z } from "zod";
import { email, flag, whole } from "./fields";
import { imageFindings } from "./image-findings";

const percent = () => whole(1, 100);

/** When an alarm goes off, by what it watches. */
const thresholds = z.strictObject({
  responses: z
    .strictObject({
      /** Errors (5xx) of load balancer or WordPress in five minutes. */
      serverErrors: whole(0, 1_000_000).default(10),
      /** Seconds that the slowest twentieth of the requests takes. */
      p95Seconds: z.number("must be a number of seconds").positive("must be more than 0").default(2),
    })
    .prefault({}),
  tasks: z
    .strictObject({
      /** CPU in use, in percent; above what scaling keeps. */
      cpuPercent: percent().default(85),
      /** Memory in use, in percent. */
      memoryPercent: percent().default(85),
    })
    .prefault({}),
  database: z
    .strictObject({
      /** CPU in use, in percent. */
      cpuPercent: percent().default(80),
      /** What the instance class allows is its memory in bytes by 12,582,880. */
      connections: whole(1, 16_000).default(100),
      /** Free storage in GiB, below which the alarm goes off. */
      freeStorageGiB: whole(1, 65_536).default(5),
      /** Free memory in MiB, below which the alarm goes off. */
      freeMemoryMiB: whole(1, 1_000_000).default(128),
    })
    .prefault({}),
  fileSystem: z
    .strictObject({
      /** Share of its I/O limit, in percent. */
      ioPercent: percent().default(90),
    })
    .prefault({}),
  cache: z
    .strictObject({
      /** Memory in use, in percent. */
      memoryPercent: percent().default(90),
      /** Keys that the cache throws out in five minutes. */
      evictions: whole(0, 1_000_000_000).default(1000),
    })
    .prefault({}),
  cdn: z
    .strictObject({
      /** Errors (5xx) among CloudFront's answers of five minutes, in percent. */
      errorPercent: percent().default(5),
    })
    .prefault({}),
  waf: z
    .strictObject({
      /** Requests that the web ACL refuses in five minutes. */
      blockedRequests: whole(0, 1_000_000_000).default(1000),
    })
    .prefault({}),
  /** SES's own limits: it looks into accounts above 5 and 0.1 percent. */
  mail: z
    .strictObject({
      /** Mails that come back, in percent. */
      bouncePercent: z.number("must be a number").gt(0, "must be above 0").max(100, "must be 100 at most").default(5),
      /** Mails that receivers call spam, in percent. */
      complaintPercent: z
        .number("must be a number")
        .gt(0, "must be above 0")
        .max(100, "must be 100 at most")
        .default(0.1),
    })
    .prefault({}),
  events: z
    .strictObject({
      /** Seconds for which one of WordPress's scheduled events may have been due. */
      oldestSeconds: whole(60, 604_800).default(900),
    })
    .prefault({}),
  /** Counted in the log, in five minutes each. */
  log: z
    .strictObject({
      /** Fatal errors of PHP. */
      phpErrors: whole(0, 1_000_000).default(5),
      /** Errors of the database. */
      databaseErrors: whole(0, 1_000_000).default(5),
      /** Refused logins. */
      failedLogins: whole(0, 1_000_000).default(50),
    })
    .prefault({}),
});

/** Alarms, a dashboard, saved queries and events, told to an SNS topic. Without the section there are none. */
export const monitoring = z.strictObject({
  /** Who is written to; each address confirms a mail from AWS first. */
  emails: z.array(email()).default([]),
  /** Asks the site from outside; of effect with a domain only. */
  outsideCheck: flag().default(true),
  imageFindings: imageFindings.prefault({}),
  thresholds: thresholds.prefault({}),
});
